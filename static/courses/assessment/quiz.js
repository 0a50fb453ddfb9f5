// Answers are kept on the server soon after they are given, and tried again until they are.
const form = document.querySelector("form[data-quiz]");
const status = form?.querySelector("[data-quiz-status] span");
const waiting = new Set();
let tries = 0;
let timer;
let busy = false;

function fieldsOf(names) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [key, value] of new FormData(form)) {
        if (names.includes(key)) body.append(key, value);
    }
    return body;
}

function soon(delay) {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, delay);
}

// One request at a time: an older answer never overtakes a newer one.
async function send() {
    if (busy || !waiting.size) return;
    const names = [...waiting];
    waiting.clear();
    busy = true;
    const wait = await post(names);
    busy = false;
    if (wait === null) return;
    if (wait) names.forEach((name) => waiting.add(name));
    if (waiting.size) soon(wait);
}

// What is no number is said beside its field; what was typed stays.
function say(names, wrong) {
    for (const name of names) {
        const item = form.querySelector(`[data-item="${name}"]`);
        const words = item?.querySelector("[data-item-wrong]");
        if (!words) continue;
        words.querySelector("span").textContent = wrong[name] ?? "";
        words.hidden = !wrong[name];
        item.querySelector("input").setAttribute("aria-invalid", String(Boolean(wrong[name])));
    }
}

// How long to wait before trying again: 0 when it is kept, null when it is refused.
async function post(names) {
    try {
        const answer = await fetch(form.dataset.quiz, { method: "POST", body: fieldsOf(names), credentials: "same-origin", redirect: "manual" });
        if (answer.ok) {
            tries = 0;
            say(names, {});
            status.textContent = `${form.dataset.kept} ${new Date().toLocaleTimeString("en-GB")}`;
            return 0;
        }
        if (answer.status === 422) {
            say(names, (await answer.json()).wrong);
            status.textContent = form.dataset.wrong;
            return 0;
        }
        if (answer.status < 500 && answer.status !== 429) {
            status.textContent = form.dataset.refused;
            return null;
        }
    } catch (error) {
        if (!(error instanceof TypeError)) throw error;
    }
    tries += 1;
    status.textContent = form.dataset.waiting;
    return Math.min(30_000, 1000 * 2 ** tries);
}

function changed(event, delay) {
    const item = event.target.closest("[data-item]");
    if (!item) return;
    waiting.add(item.dataset.item);
    soon(delay);
}

form?.addEventListener("change", (event) => changed(event, 150));
form?.addEventListener("input", (event) => { if (event.target.type === "text") changed(event, 800); });
form?.addEventListener("submit", () => { window.clearTimeout(timer); waiting.clear(); });
window.addEventListener("online", () => soon(0));
window.addEventListener("pagehide", () => {
    if (waiting.size) void fetch(form.dataset.quiz, { method: "POST", body: fieldsOf([...waiting]), credentials: "same-origin", keepalive: true });
});
