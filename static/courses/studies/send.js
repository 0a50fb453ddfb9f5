// Files to intake by tus, four at a time. Their names stay in this page: the portal knows each by a number, and by a
// token that only this browser can make again, so that a file chosen once more goes on where it stopped.
/* global tus, htmx */
const PIECE = 8 << 20;
const AT_ONCE = 4;
const TRIES = 6; // where the portal answers with an error; a lost connection is tried without end
const SILENCE = 45_000;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
const size = (bytes) => {
    const unit = bytes < 1e6 ? "kilobyte" : bytes < 1e9 ? "megabyte" : "gigabyte";
    const amount = bytes / { kilobyte: 1e3, megabyte: 1e6, gigabyte: 1e9 }[unit];
    return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
};

const root = document.querySelector("[data-sender]");
const part = (name) => root.querySelector(`[data-${name}]`);
const words = document.getElementById("words");
const panel = document.getElementById("panel");
const csrf = () => words.querySelector("[name=csrfmiddlewaretoken]").value;

const files = new Map(); // by path, size and time: the same file chosen twice is one
const names = new Map(); // by the number that the portal gave
let key = root.dataset.key;
let state = "choosing"; // choosing, sending, paused, done
let queue = [];
let working = 0;
let release = null; // of the lock that keeps a second tab out

const say = (text) => { part("status").textContent = text; };
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

// --- choosing ---------------------------------------------------------------

async function* inside(entry, lost) {
    if (entry.isFile) {
        yield [await new Promise((done, fail) => entry.file(done, fail)), entry.fullPath.slice(1)];
        return;
    }
    const reader = entry.createReader();
    for (;;) { // a folder is read a hundred entries at a time
        const some = await new Promise((done, fail) => reader.readEntries(done, fail));
        if (!some.length) return;
        for (const one of some) yield* readable(one, lost);
    }
}

// What of it can be read is added; what cannot is named.
async function* readable(entry, lost) {
    try {
        yield* inside(entry, lost);
    } catch {
        lost.push(entry.fullPath.slice(1));
    }
}

async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const found = entries.length ? [] : [...transfer.files].map((file) => [file, file.name]);
    const lost = [];
    for (const entry of entries) for await (const one of readable(entry, lost)) found.push(one);
    if (found.length || !lost.length) add(found);
    if (lost.length) say(`${root.dataset.sayUnreadable}: ${lost.join(", ")}`);
}

function add(found) {
    if (!found.length) return say(root.dataset.sayNothing);
    if (state !== "sending" && state !== "paused") say("");
    const rows = document.createDocumentFragment();
    found.sort(([, one], [, other]) => one.localeCompare(other, undefined, { numeric: true }));
    for (const [file, path] of found) {
        const known = `${path}|${file.size}|${file.lastModified}`;
        if (files.has(known)) continue;
        const row = document.createElement("li");
        row.append(...["rr-mono", "rr-file-path", ""].map((name) => Object.assign(document.createElement("span"), { className: name })));
        row.children[1].textContent = path;
        row.lastChild.textContent = root.dataset.sayWaiting;
        rows.append(row);
        const item = { file, path, known, row, sent: 0, state: "waiting", tries: 0 };
        number(item, (last += 1));
        files.set(known, item);
        queue.push(item);
    }
    part("files").append(rows);
    if (key && state === "choosing") recall().catch(() => {}); // asked again before it is sent
    for (const name of ["files", "buttons", "total"]) part(name).hidden = false;
    if (state === "done") state = "choosing";
    part("send").hidden = state === "sending" || state === "paused";
    draw();
    if (state === "sending") work();
}

// Each file's number is its place in the list, before it is sent and ever after.
let last = 0;
function number(item, its) {
    item.number = its;
    item.row.firstChild.textContent = its;
}

// --- what is seen -----------------------------------------------------------

let drawn = 0;
function draw() {
    if (drawn) return;
    drawn = setTimeout(() => {
        drawn = 0;
        let all = 0, here = 0, sent = 0;
        for (const item of files.values()) {
            all += item.file.size;
            here += Math.min(item.sent, item.file.size);
            sent += item.state === "sent" || item.state === "left-out";
        }
        const share = all ? here / all : Number(sent === files.size);
        part("total-bar").value = share;
        part("total-share").textContent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(share);
        const which = (state === "choosing" ? "sayChosen" : "saySome") + (files.size === 1 ? "One" : "");
        part("total-label").textContent = fill(root.dataset[which], { all: files.size, sent, size: size(all) });
    }, 100);
}

function show(item, kind, text) {
    item.state = kind;
    item.row.className = { sent: "rr-file-sent", failed: "rr-file-failed", "left-out": "rr-file-failed" }[kind] ?? "";
    item.row.lastChild.textContent = text;
    draw();
}

// Names beside the numbers that the portal speaks of; what it left out is said in the list too.
function label(place) {
    for (const spot of place.querySelectorAll("[data-file-number]")) {
        const item = names.get(Number(spot.dataset.fileNumber));
        if (!item) continue;
        spot.textContent = item.path;
        const reason = spot.parentElement.querySelector("[data-reason]");
        if (reason && spot.dataset.fileNumber === spot.closest("li")?.querySelector(".rr-mono")?.textContent) show(item, "left-out", reason.textContent);
    }
}

// --- sending ----------------------------------------------------------------

// A number that means nothing without this browser's own salt: no file name can be guessed from it.
async function tokenOf(item) {
    if (!globalThis.crypto?.subtle) return hex(crypto.getRandomValues(new Uint8Array(32)));
    const text = new TextEncoder().encode(`${salt()}|${item.known}`);
    return hex(await crypto.subtle.digest("SHA-256", text));
}

function salt() {
    const name = `rr-send:${key}`;
    let kept = localStorage.getItem(name);
    if (!kept) {
        for (const old of Object.keys(localStorage).filter((one) => one.startsWith("rr-send:")).slice(0, -20)) localStorage.removeItem(old);
        localStorage.setItem(name, (kept = hex(crypto.getRandomValues(new Uint8Array(16)))));
    }
    return kept;
}

async function open() {
    if (!key) {
        const answer = await fetch(words.action, { method: "POST", body: new FormData(words) });
        const found = /\/deliveries\/([^/]+)\/$/.exec(new URL(answer.url).pathname);
        if (!found) throw new Error(answer.url.includes("/login/") ? root.dataset.saySignedOut : root.dataset.sayWords);
        key = found[1];
        for (const field of words.elements) field.disabled = field.type !== "hidden";
        history.replaceState(null, "", answer.url);
        await htmx.ajax("GET", `${answer.url}progress/`, { target: "#panel", swap: "innerHTML" });
    }
    if (!(await alone())) throw new Error(root.dataset.sayElsewhere);
    await recall();
    queue = queue.filter((item) => item.state !== "sent");
}

// What the portal has of these files already, and by which numbers it knows them.
async function recall() {
    const known = await (await fetch(`${here()}uploads/`, { headers: { Accept: "application/json" } })).json();
    const taken = new Set(Object.values(known).map((one) => one.number));
    const fresh = [];
    for (const item of files.values()) {
        item.token ??= await tokenOf(item);
        const before = known[item.token];
        if (!before) fresh.push(item);
        if (!before || item.state === "sent") continue;
        names.set(before.number, item);
        number(item, before.number);
        item.sent = before.offset;
        if (before.offset === before.size) show(item, "sent", root.dataset.saySent);
        else item.url = before.url;
    }
    const others = new Set(taken);
    const clash = fresh.some((item) => others.size === others.add(item.number).size);
    last = [...others].reduce((most, one) => Math.max(most, one), 0);
    if (!clash) return;
    last = [...taken].reduce((most, one) => Math.max(most, one), 0);
    for (const item of fresh) number(item, (last += 1));
}

const here = () => root.dataset.uploads.replace("uploads/", `deliveries/${key}/`);

// One tab at a time sends a delivery.
function alone() {
    if (!navigator.locks || release) return Promise.resolve(true);
    return new Promise((done) => {
        navigator.locks.request(`rr-send:${key}`, { ifAvailable: true }, (lock) => {
            done(Boolean(lock));
            return lock && new Promise((free) => { release = free; });
        });
    });
}

async function start() {
    if (state === "sending") return;
    state = "sending";
    part("send").hidden = true;
    part("pause").hidden = false;
    part("pause").textContent = root.dataset.sayPause;
    part("pause").focus();
    say("");
    try {
        await open();
    } catch (error) {
        pause(error instanceof TypeError ? root.dataset.sayLost : error.message);
        return;
    }
    work();
}

function pause(why) {
    state = "paused";
    part("pause").textContent = root.dataset.sayResume;
    say(why);
    for (const item of files.values()) item.stop?.();
}

function work() {
    while (state === "sending" && working < AT_ONCE && queue.length) {
        const item = queue.shift();
        working += 1;
        send(item).finally(() => {
            working -= 1;
            work();
        });
    }
    if (state === "sending" && !working && !queue.length) end();
}

async function send(item) {
    try {
        item.token ??= await tokenOf(item);
        await item.file.slice(0, 1).arrayBuffer();
    } catch {
        show(item, "failed", root.dataset.sayUnreadable);
        return;
    }
    const error = await attempt(item);
    if (!error) {
        item.sent = item.file.size;
        show(item, "sent", root.dataset.saySent);
        if (state === "sending") say("");
        return;
    }
    await failed(item, error.originalResponse?.getStatus() ?? 0, error.originalResponse?.getBody() ?? "");
}

// Resolves to nothing, or to what went wrong.
function attempt(item) {
    return new Promise((done) => {
        let heard = Date.now();
        const upload = new tus.Upload(item.file, {
            endpoint: root.dataset.uploads,
            uploadUrl: item.url ?? null,
            chunkSize: PIECE,
            uploadDataDuringCreation: item.file.size <= PIECE,
            storeFingerprintForResuming: false,
            retryDelays: null,
            metadata: { delivery: key, token: item.token, number: String(item.number) },
            headers: { "X-CSRFToken": csrf() },
            onAfterResponse: (_request, response) => {
                const given = Number(response.getHeader("Upload-Number"));
                if (given) names.set(given, item);
                if (given && given !== item.number) number(item, given);
                item.url = upload.url ?? item.url;
            },
            onProgress: (sent) => {
                heard = Date.now();
                item.sent = sent;
                show(item, "sending", `${Math.floor((100 * sent) / (item.file.size || 1))} %`);
            },
            onSuccess: () => stop(null),
            onError: (error) => stop(error),
        });
        const watch = setInterval(() => { if (Date.now() - heard > SILENCE) item.stop(); }, 5000);
        const stop = (error) => {
            clearInterval(watch);
            item.url = upload.url ?? item.url;
            item.stop = null;
            done(error);
        };
        item.stop = () => {
            upload.abort();
            stop(new Error("stopped"));
        };
        upload.start();
    });
}

async function failed(item, status, said) {
    const isOurs = said && !said.trimStart().startsWith("<");
    if (status === 400 || status === 413 || status === 415 || (status === 409 && (item.tries += 1) > TRIES)) {
        show(item, "failed", isOurs ? said : String(status));
        return;
    }
    show(item, "waiting", root.dataset.sayWaiting);
    queue.unshift(item);
    if (state !== "sending") return;
    if (status === 507) pause(isOurs ? said : String(status));
    else if ([200, 401, 403, 405].includes(status)) pause(root.dataset.saySignedOut);
    else if (status === 404 || status === 410) item.url = null;
    if (state !== "sending") return;
    if (!status || status >= 500) say(root.dataset.sayLost);
    item.waited = Math.min((item.waited ?? 500) * 2, 15_000);
    await Promise.race([wait(item.waited), online()]);
}

const online = () => new Promise((done) => { if (!navigator.onLine) addEventListener("online", () => setTimeout(done, 300), { once: true }); });

async function end() {
    const all = [...files.values()];
    if (all.every((item) => item.state === "failed")) {
        part("pause").hidden = true;
        return;
    }
    state = "done";
    part("pause").hidden = true;
    draw();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", csrf());
    body.append("sure", "1"); // what could not be sent is told in the list
    try {
        await fetch(`${here()}end/`, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    } catch {
        return pause(root.dataset.sayLost);
    }
    say(root.dataset.sayDone);
    release?.();
    release = null;
    for (const name of ["drop", "buttons", "hint"]) part(name).hidden = true;
    part("more").hidden = false;
}

// --- doors ------------------------------------------------------------------

for (const button of root.querySelectorAll("[data-choose]")) {
    button.addEventListener("click", () => root.querySelector(`[data-input=${button.dataset.choose}]`).click());
}
for (const input of root.querySelectorAll("[data-input]")) {
    input.addEventListener("change", () => {
        add([...input.files].map((file) => [file, file.webkitRelativePath || file.name]));
        input.value = "";
        part("send").focus();
    });
    // An empty folder is told by the browser like a choice that was given up.
    input.addEventListener("cancel", () => { if (input.webkitdirectory && state === "choosing") say(root.dataset.sayNoFile); });
}
const drop = part("drop");
for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("rr-drop-over"); });
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("rr-drop-over"));
drop.addEventListener("drop", (event) => { event.preventDefault(); dropped(event.dataTransfer); });
// A file that misses the field must not replace the page.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());

words.addEventListener("submit", (event) => {
    if (key || !files.size) return;
    event.preventDefault();
    start();
});
part("send").addEventListener("click", () => { if (!words.reportValidity || words.reportValidity()) start(); });
// The second half of a double click on Send falls on what has taken its place.
part("pause").addEventListener("click", (event) => {
    if (event.detail > 1) return;
    if (state === "paused") start();
    else pause(root.dataset.sayPaused);
});
addEventListener("beforeunload", (event) => { if (state === "sending") event.preventDefault(); });
document.addEventListener("htmx:afterSettle", () => label(panel));
// The sender says it already, and goes on by itself.
panel.addEventListener("htmx:sendError", (event) => { if (state !== "done") event.stopPropagation(); });
