// Answers are kept on the server soon after they are given, and tried again until they are.
const form = document.querySelector("form[data-quiz]");
const status = form?.querySelector("[data-quiz-status] span");
const waiting = new Map();
let tries = 0;
let timer;

function fieldsOf(item) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [key, value] of new FormData(form)) {
        if (key === item.dataset.item) body.append(key, value);
    }
    return body;
}

function soon(delay) {
    window.clearTimeout(timer);
    timer = window.setTimeout(sendAll, delay);
}

async function sendAll() {
    for (const [number, item] of [...waiting]) {
        waiting.delete(number);
        if (!(await send(item, false))) {
            waiting.set(number, item);
            break;
        }
    }
}

async function send(item, keepalive) {
    try {
        const answer = await fetch(form.dataset.quiz, { method: "POST", body: fieldsOf(item), credentials: "same-origin", redirect: "manual", keepalive });
        if (answer.ok) {
            tries = 0;
            status.textContent = `${form.dataset.kept} ${new Date().toLocaleTimeString("en-GB")}`;
            return true;
        }
        if (answer.status < 500 && answer.status !== 429) {
            status.textContent = form.dataset.refused;
            return true;
        }
    } catch (error) {
        if (!(error instanceof TypeError)) throw error;
    }
    tries += 1;
    status.textContent = form.dataset.waiting;
    soon(Math.min(30_000, 1000 * 2 ** tries));
    return false;
}

function changed(event, delay) {
    const item = event.target.closest("[data-item]");
    if (!item) return;
    waiting.set(item.dataset.item, item);
    soon(delay);
}

form?.addEventListener("change", (event) => changed(event, 150));
form?.addEventListener("input", (event) => { if (event.target.type === "text") changed(event, 800); });
form?.addEventListener("submit", () => { window.clearTimeout(timer); waiting.clear(); });
window.addEventListener("online", () => soon(0));
window.addEventListener("pagehide", () => { waiting.forEach((item) => void send(item, true)); });
