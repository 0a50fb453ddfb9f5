// One study at one desk: move through its images without waiting, count those that were seen, and hand the boxes to boxes.js.
import { boxesFor } from "./boxes.js";

const config = JSON.parse(document.getElementById("review-config").textContent);
const GLANCE = 50; // ms: what went by faster is not even told; the server decides what counts
const SETTLED_AFTER = 140; // ms without a step: then the boxes are fetched
const FILM = 83; // ms for an image of a film that plays
const TOLERANCE = 60; // ms by which a timer may come early
const AHEAD = 8;
const frame = () => document.getElementById("frame");
const quiet = () => "noSingleKeys" in document.body.dataset;
const state = { at: Number(frame()?.dataset.number ?? 1), window: value("window"), shown: 0, zoom: 0, waiting: 0, film: 0 };
const fresh = new Map();
const kept = new Map();

function value(name) { return document.querySelector(`#place [name=${name}]`)?.value ?? ""; }

function urlOf(number) {
    const [instance, at] = config.images[number - 1];
    const url = config.image.replace("/image/0/0/", `/image/${instance}/${at}/`);
    return `${url}&window=${encodeURIComponent(state.window)}`;
}

function fetched(number) {
    const url = urlOf(number);
    if (!kept.has(url)) {
        const image = new Image();
        image.src = url;
        kept.set(url, image);
        if (kept.size > 400) kept.delete(kept.keys().next().value);
    }
    return kept.get(url);
}

// --- moving ----------------------------------------------------------------

function go(number) {
    const to = Math.max(1, Math.min(number, config.images.length));
    if (to === state.at) return;
    left();
    const step = Math.sign(to - state.at);
    state.at = to;
    state.shown = 0;
    show();
    for (let n = 1; n <= AHEAD; n += 1) if (config.images[to - 1 + n * step]) fetched(to + n * step);
    clearTimeout(state.waiting);
    state.waiting = setTimeout(settle, SETTLED_AFTER);
}

async function show() {
    const number = state.at;
    const image = fetched(number);
    await image.decode().catch(() => {});
    if (number !== state.at) return;
    const stage = frame().querySelector("[data-stage]");
    const [, , columns, rows] = config.images[number - 1];
    const picture = stage.querySelector("image");
    stage.setAttribute("viewBox", `0 0 ${columns} ${rows}`);
    picture.setAttribute("href", image.src);
    picture.setAttribute("width", columns);
    picture.setAttribute("height", rows);
    stage.querySelector("[data-boxes]").toggleAttribute("hidden", Number(frame().dataset.number) !== number);
    frame().querySelector("[data-number-now]").textContent = number;
    document.querySelectorAll("[data-shot]").forEach((shot) => {
        if (Number(shot.dataset.shot) === number) shot.setAttribute("aria-current", "true");
        else shot.removeAttribute("aria-current");
    });
    state.shown ||= performance.now(); // another window does not begin the look anew
}

// The boxes of the image at which one stopped, and what was seen on the way.
function settle() {
    if (boxes.isBusy() || state.film) return;
    const sent = told();
    const values = { image: state.at, window: state.window, on_sheet: value("on_sheet") };
    fresh.clear();
    if (sent.length) ask("POST", config.look, { ...values, frames: sent });
    else if (Number(frame().dataset.number) !== state.at) ask("GET", config.frame, values);
}

function ask(method, url, values) {
    window.htmx.ajax(method, url, { source: "#frame", target: "#frame", swap: "outerHTML settle:0ms", values });
}

// An image counts once it stood on the screen for long enough and the reviewer went on.
function left() {
    const image = config.images[state.at - 1];
    const time = shownFor();
    if (!config.look || image[4] || time < GLANCE) return;
    if (time >= image[6]) [image[4], image[5]] = [true, false];
    fresh.set(`${image[0]}:${image[1]}`, time);
}

function shownFor() { return state.shown ? Math.round(performance.now() - state.shown) : 0; }
function told() { return [...fresh].map(([place, time]) => `${place}:${time}`).join(","); }

function nextDue() {
    const due = (one) => one[5];
    const after = config.images.findIndex((one, at) => at >= state.at && due(one));
    const first = config.images.findIndex((one, at) => at !== state.at - 1 && due(one));
    const to = after >= 0 ? after : first;
    if (to >= 0) go(to + 1);
}

function play() {
    const button = frame().querySelector("[data-play]");
    if (state.film) {
        clearTimeout(state.film);
        state.film = 0;
        settle();
    } else {
        if (state.at === config.images.length) go(1);
        state.film = setTimeout(roll, FILM);
    }
    button?.setAttribute("aria-pressed", String(Boolean(state.film)));
}

// What must be seen large stands until it is seen; the rest runs as a film.
function roll() {
    const [, , , , isSeen, , enough] = config.images[state.at - 1];
    const wait = state.shown ? (isSeen || !config.look || enough <= FILM ? FILM : enough + TOLERANCE) - shownFor() : FILM;
    state.film = setTimeout(roll, Math.max(wait, FILM / 4));
    if (wait > 0) return;
    if (state.at < config.images.length) go(state.at + 1);
    if (state.at === config.images.length) play();
}

function zoom() {
    state.zoom = (state.zoom + 1) % 3;
    zoomed();
}

function zoomed() {
    const stage = frame().querySelector("[data-stage]");
    const [, , columns, rows] = config.images[state.at - 1];
    const room = stage.parentElement.clientWidth;
    const width = [0, Math.max(columns, room * 1.5), Math.max(columns, room * 1.5) * 2][state.zoom];
    if (width) {
        stage.setAttribute("width", width);
        stage.setAttribute("height", (width * rows) / columns);
    } else {
        stage.removeAttribute("width");
        stage.removeAttribute("height");
    }
    stage.parentElement.classList.toggle("rr-zoomed", Boolean(width));
    frame().querySelector("[data-zoom]")?.setAttribute("aria-pressed", String(Boolean(width)));
}

function choose(link) {
    state.window = link.dataset.window;
    frame().querySelectorAll("[data-window]").forEach((one) => one.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    frame().querySelectorAll("[name=window]").forEach((one) => { one.value = state.window; });
    show();
}

// --- what starts it ----------------------------------------------------------

const keys = {
    j: () => go(state.at + 1), ArrowRight: () => go(state.at + 1), ArrowDown: () => go(state.at + 1),
    k: () => go(state.at - 1), ArrowLeft: () => go(state.at - 1), ArrowUp: () => go(state.at - 1),
    Home: () => go(1), End: () => go(config.images.length), n: nextDue,
};

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !frame()) return;
    const target = event.target;
    if (target.closest("input, textarea, select, dialog, [role=button]:not(button)") || document.querySelector("dialog[open]")) return;
    const letter = event.key.length === 1;
    if (letter && quiet()) return;
    // Up, Down, Home and End scroll the page unless the image is what one is at.
    if (!letter && !/Left|Right/.test(event.key) && !target.closest("#frame, #sheet")) return;
    const link = /^[1-9]$/.test(event.key) && frame().querySelectorAll("[data-window]")[event.key - 1];
    if (link) choose(link);
    else if (keys[event.key]) keys[event.key]();
    else if (letter && target.closest("[role=application]")) frame().querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
    else return;
    event.preventDefault();
});

document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-step], [data-shot], [data-window], [data-play], [data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.step) go(state.at + Number(link.dataset.step));
    else if (link.dataset.shot) go(Number(link.dataset.shot));
    else if ("window" in link.dataset) choose(link);
    else if ("play" in link.dataset) play();
    else zoom();
});

// A part came from the server: it may be for an image that one has left by now.
document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "frame") return;
    took();
    const number = Number(frame().dataset.number);
    const asked = event.detail.requestConfig?.parameters ?? {};
    if (asked.go_on || !config.images[state.at - 1]) {
        state.at = number;
        state.shown = 0;
        show();
    } else if (number !== state.at) show().then(settle);
    mark();
});

document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target;
    if (form.matches?.("#standing") && (boxes.isBusy() || state.film)) event.preventDefault();
});

// Whoever presses "Looked at" says so of the image that stands there: its time goes along.
document.addEventListener("htmx:configRequest", (event) => {
    const asked = event.detail.parameters;
    const image = config.images[state.at - 1];
    if (!asked.go_on || !image) return;
    const time = shownFor();
    if (time >= image[6]) image[4] = true;
    fresh.set(`${image[0]}:${image[1]}`, time);
    asked.image = state.at;
    asked.frames = told();
    fresh.clear();
});

// The words under the sheet know what is still due; so does the list that `n` walks.
function mark() {
    const due = document.getElementById("due");
    if (!due) return;
    const left = new Set(due.textContent.trim().split(",").map(Number));
    config.images.forEach((one, at) => { one[5] = left.has(at + 1); });
}

function took() {
    frame().querySelectorAll("[data-play], [data-zoom], [data-draw]").forEach((one) => { one.hidden = false; });
    if (config.images.length < 2) frame().querySelector("[data-play]").hidden = true;
    if (state.zoom) zoomed();
    boxes.took(frame());
}

// What was gone through is kept; the image that one leaves the page from is not counted.
addEventListener("pagehide", () => {
    if (!fresh.size) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    body.set("frames", told());
    navigator.sendBeacon(config.look, body);
});

const boxes = boxesFor();
if (frame()) {
    took();
    show();
    for (let n = 1; n <= AHEAD; n += 1) if (config.images[state.at - 1 + n]) fetched(state.at + n);
}
