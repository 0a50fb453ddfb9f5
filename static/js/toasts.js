// A toast leaves after 8 s, but stays while it is focused or pointed at.
const STAY = 8000;

function live(toast) {
    let timer = 0;
    const leave = () => { toast.classList.add("rr-leaving"); setTimeout(() => toast.remove(), 200); };
    const wait = () => { clearTimeout(timer); timer = setTimeout(leave, STAY); };
    const hold = () => clearTimeout(timer);
    const close = toast.querySelector("[data-toast-close]");
    if (close) { close.hidden = false; close.addEventListener("click", leave); }
    for (const kind of ["mouseenter", "focusin"]) toast.addEventListener(kind, hold);
    for (const kind of ["mouseleave", "focusout"]) toast.addEventListener(kind, wait);
    wait();
}

export function say(text) {
    const toast = document.createElement("div");
    toast.className = "rr-toast";
    toast.role = "status";
    document.body.append(toast);
    toast.textContent = text;
    live(toast);
}

document.querySelectorAll("[data-toast]").forEach(live);
document.addEventListener("rr:say", (event) => say(event.detail));
