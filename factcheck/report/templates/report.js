"use strict";
// Interactions of the report. The page is complete without them: every claim links to its card by an anchor.
// Text enters the page through textContent alone, never as HTML.

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

const cards = $$("details.claim");
const items = $$(".item");
const filters = $$("button.filter");
const search = $("#search");
const reader = $("#reader");
const help = $("#help");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
let current = null;

const marksOf = key => $$(`[data-of~="${key}"]`);
const visible = () => cards.filter(card => !card.hidden);
const show = (element, block = "center") => element?.scrollIntoView({ block, behavior: still ? "auto" : "smooth" });

// One claim at a time is current: its words in the article and its card are set off together.
function select(card, { open = false, focus = false, article = true } = {}) {
  for (const element of $$(".current")) element.classList.remove("current");
  current = card;
  if (!card) return;
  card.classList.add("current");
  const marks = marksOf(card.id);
  for (const mark of marks) mark.classList.add("current");
  if (open) card.open = true;
  if (article) show(marks[0]);
  show(card, card.open ? "start" : "nearest");
  if (focus) $("summary", card).focus({ preventScroll: true });
}

function step(by) {
  const shown = visible();
  if (!shown.length) return;
  const at = shown.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by));
  select(shown[next], { focus: true });
}

// Where a finding stands in the article.
function flash(key) {
  const marks = marksOf(key);
  show(marks[0]);
  for (const mark of marks) {
    mark.classList.add("flash");
    setTimeout(() => mark.classList.remove("flash"), 2500);
  }
}

function filter() {
  const wanted = new Set(filters.filter(f => f.getAttribute("aria-pressed") === "true").map(f => f.dataset.tone));
  const asked = search.value.trim().toLowerCase();
  for (const item of items) {
    const fits = !item.dataset.tone || wanted.has(item.dataset.tone);
    item.hidden = !fits || (asked !== "" && !(item.searched ??= item.textContent.toLowerCase()).includes(asked));
    if (item.matches(".claim")) for (const mark of marksOf(item.id)) mark.classList.toggle("off", item.hidden);
  }
  if (current?.hidden) select(null);
  const count = visible().length;
  $("#shown").textContent = count === cards.length ? "" : `${count} of ${cards.length} claims shown`;
}

// The stored text of a source, with one passage marked and in view.
function read(link) {
  const { source, start, end } = link.dataset;
  const card = document.getElementById(source);
  const text = $(".stored", card)?.textContent ?? "";
  $("#reader-title").textContent = $(".name", card).textContent;
  $("#reader-facts").textContent = $(".about", card).textContent.replace(/\s+/g, " ").trim();
  const body = $("#reader-text");
  const mark = document.createElement("mark");
  mark.textContent = text.slice(start, end);
  body.replaceChildren(text.slice(0, start), mark, text.slice(end));
  const web = $("#reader-link");
  web.hidden = !link.dataset.web;
  if (link.dataset.web) web.href = link.dataset.web; else web.removeAttribute("href");
  reader.showModal();
  mark.scrollIntoView({ block: "center" });
}

document.addEventListener("click", event => {
  const target = event.target.closest("a, button");
  if (!target) return;
  if (target.matches(".claim-mark, a.chip, .to-claim")) {
    event.preventDefault();
    const card = document.getElementById(target.dataset.claim);
    if (card.hidden) { for (const f of filters) if (!f.disabled) f.setAttribute("aria-pressed", "true"); search.value = ""; filter(); }
    select(card, { open: true, focus: true, article: target.matches(".to-claim") });
  } else if (target.matches(".read")) {
    event.preventDefault();
    read(target);
  } else if (target.matches(".to-article")) {
    event.preventDefault();
    flash(target.dataset.target);
  } else if (target.matches(".filter")) {
    target.setAttribute("aria-pressed", String(target.getAttribute("aria-pressed") !== "true"));
    filter();
  } else if (target.matches(".close")) {
    target.closest("dialog").close();
  } else if (target.matches("#keys")) {
    help.showModal();
  }
});

for (const card of cards) {
  $("summary", card).addEventListener("click", () => select(card));
  card.addEventListener("toggle", () => { if (card === current && card.open) show(card, "start"); });
}

search.addEventListener("input", filter);

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  if (event.key === "Escape") {
    if (search.value) { search.value = ""; filter(); }
    else if (current) {
      const mark = marksOf(current.id).find(m => m.matches("a"));
      current.open = false;
      select(null);
      mark?.focus();
    }
    return;
  }
  if (event.target.matches("input")) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "Enter" && current && !event.target.closest("a, button, summary")) current.open = !current.open;
  else if (event.key === "/") search.focus();
  else if (event.key === "?") help.showModal();
  else return;
  event.preventDefault();
});

// A printed report shows the deciding evidence of every claim.
let folded = [];
addEventListener("beforeprint", () => {
  folded = cards.filter(card => !card.open);
  for (const card of folded) card.open = true;
});
addEventListener("afterprint", () => { for (const card of folded) card.open = false; });

function arrive() {
  const card = document.getElementById(location.hash.slice(1));
  if (card?.matches("details.claim")) select(card, { open: true });
}
addEventListener("hashchange", arrive);
for (const element of $$(".scripted")) element.hidden = false;
arrive();
