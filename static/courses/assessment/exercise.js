// A worksheet is kept on the server soon after it changes, and tried again until it is.
const form = document.querySelector("form[data-exercise]");
const status = form?.querySelector("[data-exercise-status]");
let changed = false;
let busy = false;
let tries = 0;
let timer;
// What the viewer fills in by itself while it opens is nobody's answer.
let touched = false;

function soon(delay) {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, delay);
}

// One request at a time: an older answer never overtakes a newer one.
async function send() {
    if (busy || !changed) return;
    changed = false;
    busy = true;
    const wait = await post();
    busy = false;
    if (wait === null) return;
    if (wait) changed = true;
    if (changed) soon(wait);
}

const deliver = (keepalive = false) => fetch(form.dataset.exercise, {
    method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual", keepalive,
});

// How long to wait before trying again: 0 when it is kept, null when it is refused.
async function post() {
    try {
        const answer = await deliver();
        if (answer.ok) {
            tries = 0;
            status.textContent = `${form.dataset.kept} ${new Date().toLocaleTimeString("en-GB")}`;
            return 0;
        }
        if (answer.status === 422) {
            const said = await answer.json();
            status.textContent = Object.values(said.wrong).join(" ");
            return null;
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

function note(delay) {
    changed = true;
    soon(delay);
}

for (const kind of ["pointerdown", "keydown", "wheel"]) {
    document.addEventListener(kind, () => { touched = true; }, { capture: true, passive: true });
}
form?.addEventListener("change", (event) => {
    if (touched || event.target.type !== "hidden") note(150);
});
form?.addEventListener("input", (event) => { if (event.target.matches("input[type=text], textarea")) note(800); });
form?.addEventListener("submit", () => { window.clearTimeout(timer); changed = false; });
window.addEventListener("online", () => soon(0));
window.addEventListener("pagehide", () => { if (changed) void deliver(true); });
