import pytest

from factcheck.checks.numbers import check_numbers
from factcheck.checks.quantities import quantities_of

DAY = 86400.0


@pytest.mark.parametrize(
    ("text", "value", "dimension"),
    [
        ("214 people", 214, "count"),
        ("two hundred and fourteen people", 214, "count"),
        ("twelve hundred pupils", 1200, "count"),
        ("1,204 votes", 1204, "count"),
        ("1.2m viewers", 1.2e6, "count"),
        ("a wall of 1.2m", 1.2, "length"),
        ("half a million readers", 5e5, "count"),
        ("a dozen eggs", 12, "count"),
        ("39.6 %", 39.6, "percent"),
        ("forty per cent", 40, "percent"),
        ("44 percentage points", 44, "points"),
        ("two thirds of them", 200 / 3, "percent"),
        ("one in eight members", 12.5, "percent"),
        ("one out of every 8 members", 12.5, "percent"),
        ("one school in Leeds, one in Leeds with 30 pupils", 30, "count"),
        ("seven in ten", 70, "percent"),
        ("€3.4bn", 3.4e9, "money:euro"),
        ("£0.21m", 0.21e6, "money:pound"),
        ("USD 5.2m", 5.2e6, "money:dollar"),
        ("£2000", 2000, "money:pound"),
        ("$1800 a head", 1800, "money:dollar"),
        ("€ 1990", 1990, "money:euro"),
        ("610 million kroner", 610e6, "money:crown"),
        ("61p", 0.61, "money:pound"),
        ("30-gram sachets", 0.03, "mass"),
        ("5 miles", 8046.72, "length"),
        ("66 square metres", 66, "area"),
        ("90 days", 90 * DAY, "time"),
        ("two and a half weeks", 17.5 * DAY, "time"),
        ("59 degrees Fahrenheit", 15, "temperature"),
        ("minus 3 degrees", -3, "temperature"),
        ("costs doubled", 2, "multiple"),
        ("ten times as many", 10, "multiple"),
        ("the 42nd edition", 42, "ordinal"),
        ("the third season", 3, "ordinal"),
    ],
)
def test_figures_are_read_in_base_units(text, value, dimension):
    (figure,) = quantities_of(text)
    assert figure.value == pytest.approx(value)
    assert figure.dimension == dimension


@pytest.mark.parametrize(
    "text", ["in March 2024", "on 3 March", "March 3", "the 2024/25 season", "at 14:30", "the F7 route", "one of them"]
)
def test_days_years_and_codes_are_no_figures(text):
    assert quantities_of(text) == ()


def test_a_range_is_one_figure():
    (figure,) = quantities_of("between 15 and 20 percent")
    assert (figure.value, figure.high, figure.dimension) == (15, 20, "percent")


@pytest.mark.parametrize(
    ("text", "low", "high", "dimension"),
    [
        ("between 2.4 and 2.6 million people", 2.4e6, 2.6e6, "count"),
        ("2.4-2.6 million tonnes", 2.4e9, 2.6e9, "mass"),
        ("two to three hundred people", 200, 300, "count"),
        ("between £2.4 and £2.6 million", 2.4e6, 2.6e6, "money:pound"),
        ("£2.4m-£2.6m", 2.4e6, 2.6e6, "money:pound"),
        ("50 to 60 pence", 0.5, 0.6, "money:pound"),
        ("50 to 59 degrees Fahrenheit", 10, 15, "temperature"),
        ("between 900,000 and 1.2 million people", 9e5, 1.2e6, "count"),
        ("2.4 million to 2.6 million people", 2.4e6, 2.6e6, "count"),
    ],
)
def test_a_range_has_one_unit_and_one_scale(text, low, high, dimension):
    (figure,) = quantities_of(text)
    assert (figure.value, figure.high) == pytest.approx((low, high))
    assert figure.dimension == dimension


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("£2.4 and £2.6 million", [2.4e6, 2.6e6]),
        ("fell from 2.6 to 2.4 million people", [2.6e6, 2.4e6]),
        ("two or three thousand people", [2e3, 3e3]),
        ("rose from 800 to 1.2 million people", [800, 1.2e6]),
        ("£50 and £1.2 million", [50, 1.2e6]),
        ("rose from £2.4 to £2.6 million", [2.4e6, 2.6e6]),
        ("19 and 2 million people", [19, 2e6]),
        ("rose from 2 dollars to 3 million dollars", [2, 3e6]),
    ],
)
def test_a_scale_is_handed_back_where_both_can_have_it(text, values):
    assert [figure.value for figure in quantities_of(text)] == pytest.approx(values)


def test_a_range_does_not_reach_down_to_its_digits():
    claim, evidence = "There are 1.1 million people there.", "Between 2.4 and 2.6 million people live there."
    assert not any(check.agrees for check in check_numbers(claim, evidence))


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Nearly 40 percent of the pupils walk.", "Of the pupils, 39.6 % walk."),
        ("About two hundred boats took part.", "In all, 196 boats took part."),
        ("More than 600 people came.", "Some 640 people came."),
        ("The trail is 10 miles long.", "The trail is 16.1 kilometres long."),
        ("A quarter of the 212 schools lost their roof.", "Of the 212 schools, 53 lost their roof."),
        ("Income about doubled.", "Income was £10.3m, compared with £5.1m in the previous year."),
        ("Prices rose by about 25 percent.", "Prices rose from 189 francs to 236 francs."),
        ("Members lost nets worth roughly three million crowns.", "They lost 212 nets. Each net costs 14,000 crowns."),
        ("Lamb lost by 417 votes.", "Darr had 21,408 votes and Lamb 20,991 votes."),
    ],
)
def test_figures_that_agree(claim, evidence):
    checks = check_numbers(claim, evidence)
    assert checks
    assert all(check.agrees for check in checks)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The council approved 340 new homes at Tarrow.", "The council approved 240 new homes at Tarrow."),
        ("The budget of the port totals $1.84 million.", "The mayor signed the $1.84 billion budget of the port."),
        ("The stocks of propellant will last five years.", "The stocks of propellant will last five months."),
        ("Food prices in July were 2.3 percent lower.", "Food prices in July were 2.3 percent higher."),
        ("Complaints fell by 17 percent.", "The office received 5,616 complaints, compared with 4,800 in 2023."),
        ("The thieves took 61 gold and 214 silver coins.", "The thieves took 214 gold and 61 silver coins."),
        ("The share of women rose to 44 percent.", "The share of women rose to 34 percent."),
        ("The plant at Orrin has a capacity of 40MW.", "The plant at Orrin has a capacity of 60MW."),
        ("The wage rose from 4,800 to 5,616 pesos.", "The wage rose from 5,200 to 5,616 pesos."),
        ("The guild paid £2000 for the loom.", "The guild paid £1800 for the loom."),
    ],
)
def test_figures_that_disagree(claim, evidence):
    assert any(not check.agrees for check in check_numbers(claim, evidence))


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The council approved 340 new homes at Tarrow.", "The harbour handled 61,000 passengers."),
        ("Kestrel T1 aircraft have flown 410 hours.", "Kestrel T2 aircraft have flown 900 hours."),
        ("Kestrel 2A aircraft have flown 410 hours.", "Kestrel 2C aircraft have flown 900 hours."),
        ("The museum had 500 visitors in 2024.", "The museum had 700 visitors in 2023."),
        (
            "Penhallow publishes 113 titles for children.",
            "Penhallow publishes 340 titles, a third of them for children.",
        ),
    ],
)
def test_what_is_not_the_same_thing_is_not_called_different(claim, evidence):
    assert all(check.agrees for check in check_numbers(claim, evidence))


def test_values_are_the_words_of_their_spans():
    claim, evidence = "The council approved 340 new homes.", "The council approved 240 new homes."
    (check,) = check_numbers(claim, evidence)
    assert (check.claim_value, check.evidence_value, check.agrees) == ("340", "240", False)
    assert check.claim_span.of(claim) == "340"
    assert check.evidence_span.of(evidence) == "240"
