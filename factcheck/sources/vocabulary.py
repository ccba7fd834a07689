"""The words that the rules of this package go by: cues, titles, organizations, negations, numbers."""

from __future__ import annotations

from factcheck.checks.vocabulary import word_set

REPORTING_VERBS = word_set(
    "say says said saying tell tells told telling add adds added adding ask asks asked asking write writes "
    "wrote writing written state states stated stating note notes noted noting warn warns warned warning "
    "claim claims claimed claiming argue argues argued arguing insist insists insisted insisting explain "
    "explains explained explaining continue continues continued continuing conclude concludes concluded "
    "concluding admit admits admitted admitting announce announces announced announcing declare declares "
    "declared declaring reply replies replied replying respond responds responded responding recall recalls "
    "recalled recalling remark remarks remarked remarking observe observes observed observing joke jokes "
    "joked joking quip quips quipped complain complains complained complaining suggest suggests suggested "
    "suggesting stress stresses stressed stressing acknowledge acknowledges acknowledged concede concedes "
    "conceded confirm confirms confirmed deny denies denied describe describes described describing call "
    "calls called calling tweet tweets tweeted tweeting post posts posted posting shout shouts shouted "
    "shouting yell yells yelled yelling chant chants chanted chanting cry cries cried exclaim exclaims "
    "exclaimed whisper whispered laugh laughed sigh sighed read reads put puts promise promises promised "
    "promising vow vows vowed vowing urge urges urged urging predict predicts predicted predicting report "
    "reports reported reporting reveal reveals revealed express expresses expressed expressing emphasize "
    "emphasized emphasise emphasised reiterate reiterated agree agrees agreed assert asserts asserted "
    "asserting contend contends contended maintain maintains maintained mention mentioned opine opined "
    "counter counters countered retort retorted interject interjected testify testifies testified voice "
    "voices voiced accuse accuses accused accusing criticize criticized criticise criticised denounce "
    "denounced blast blasts blasted slam slams slammed praise praises praised mock mocked boast boasts "
    "boasted lament laments lamented believe believes believed think thinks thought feel feels felt hope "
    "hopes hoped hear heard quote quotes quoted quoting cite cites cited citing begin begins began start "
    "started summarize summarized characterize characterized label labels labeled labelled refer refers "
    "referred referring demand demands demanded propose proposed plead pleaded pleads pledge pledged pledges "
    "wonder wonders wondered muse mused offer offered speak speaks spoke speaking talk talked answer answers "
    "answered fume fumed scoff scoffed rail railed gush gushed marvel marveled caution cautions cautioned "
    "advise advised allege alleges alleged estimate estimated dismiss dismissed dub dubbed lash lashed decry "
    "decried vent vented challenge challenged intone intoned find finds found show shows showed rule ruled "
    "learn learned conceive signal signaled signalled thunder thundered protest protested object objected "
    "implore implored beg begged order ordered instruct instructed advertise advertised sing sang comment "
    "commented commenting"
)
"""Verbs that report speech or thought; "go on" and "point out" have a particle and are not listed."""

TITLES = word_set(
    "mr mrs ms mx dr prof professor sir dame lord lady rev reverend hon mayor governor gov president chief "
    "chair chairman chairwoman chairperson councillor councilor cllr council member senator sen "
    "representative rep congressman congresswoman minister prime secretary judge justice general gen colonel "
    "col captain capt sergeant sgt lieutenant lt officer detective inspector superintendent constable "
    "commissioner director deputy vice ambassador king queen prince princess pope bishop archbishop father "
    "sister brother coach nurse doctor spokesman spokeswoman spokesperson attorney sheriff executive speaker "
    "editor manager the a an former then acting interim high leader republican democrat democratic nominee "
    "candidate"
)
"""Titles, offices and articles before a name: no part of the name itself."""

NOT_PERSONS = word_set(
    "the a an this that these those it he she they we i but and in on at if when as for from after before "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december asked no not our his her their one two some many most all"
)
"""Capitalized at the start of a sentence, or days and months: never a person's name."""

ORGANISED = word_set(
    "act agency alliance association authority avenue bank board bridge bureau center centre chamber church city club "
    "college commission committee company corporation council county court department east federation firm foundation "
    "fund group guild hall harbor harbour hospital house institute island journal lake lane law league magazine "
    "ministry mission museum network new news north office organisation organization paper park party police post "
    "press quay regulator river road school senate service society south square state states street team times trust "
    "union university valley west"
)
"""Words of the names of places and organizations, and those that stand for one alone ("the company")."""

ANY_ORGANISATION = word_set(
    "agency association company corporation firm foundation group magazine network new news organisation organization "
    "paper press society team"
)
"""Words for an organization that its name need not have: "the Acme company" may be Acme Mills."""

VEHICLES = word_set(
    "figure number datum data statistic study survey poll report reporter bulletin release statement note document "
    "filing letter review analysis paper research researcher spokesman spokeswoman spokesperson official officer "
    "economist analyst expert executive representative staff source newspaper paper magazine agency website site "
    "article story book blog page post account latest annual minute record finding estimate forecast projection "
    "plan team people member chief head director president chairman leader scientist author"
)
"""Words for a piece of writing or a person speaking, in the singular: "police figures" are the police's, "the
company's spokesman" is the company. They name nobody while another word is left."""

NEGATORS = word_set("not no never nobody none nothing neither nor nowhere without cannot hardly scarcely barely")
"""Words that negate; "n't" is compared as "not"."""

AUXILIARIES = word_set(
    "do does did is are was were be been am will would can could shall should may might must has have had to "
    "ever at all any longer more once even yet going the a an it that one"
)
"""What may go with a negation when it is dropped: "do not expect" becomes "expect"."""

AMOUNTS = word_set(
    "first second third fourth fifth sixth seventh eighth ninth tenth half quarter dozen twice thrice double "
    "triple hundred hundreds thousand thousands million millions billion billions once"
)
"""Words that count or rank without being cardinal numbers."""

SMALL_WORDS = word_set("a an the of in on at to for and or but with by from as is your you")
"""Words that titles of works print in small letters."""

_SMALL_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
UNITS = {word: value for value, word in enumerate(_SMALL_NUMBERS)}
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TENS = {word: 10 * value for value, word in enumerate(_TENS, start=2)}
SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
