// A case beside its images: findings are shown when asked for, names stay with what was drawn, links set the view.
const word = (name) => document.querySelector("[data-case-words]")?.content.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
const viewer = document.getElementById("viewer");

// Findings that are not asked for yet are taken off the image once the viewer can be told so.
function whenReady(then) {
    if (viewer.dataset.state === "ready") return then();
    new MutationObserver((_, watch) => {
        if (viewer.dataset.state !== "ready") return;
        watch.disconnect();
        then();
    }).observe(viewer, { attributes: true, attributeFilter: ["data-state"] });
}
if (viewer) {
    whenReady(() => {
        for (const box of document.querySelectorAll("[data-viewer-show]:not(:checked)")) box.dispatchEvent(new Event("change"));
    });
}

// The answer opens on the view that the reader was looking at.
const question = document.querySelector("form[data-case-answer]");
question?.addEventListener("submit", () => { question.action += location.hash; });

const form = document.querySelector("form[data-case-form]");
if (form) wireForm();

function wireForm() {
    const list = form.querySelector("[data-viewer-marks]");
    const input = form.querySelector("[data-viewer-input]");
    const status = form.querySelector("[data-viewer-status]");
    const place = (mark) => JSON.stringify([mark.kind ?? "point", mark.sop_uid, mark.frame, mark.pixels ?? [mark.pixel]]);
    const marks = () => JSON.parse(input.value || "[]");
    const fields = () => [...list.children].map((row) => ["finding-label", "finding-code"].map((name) => row.querySelector(`[name="${name}"]`)));
    let known = marks().map((mark, n) => ({ at: place(mark), said: fields()[n]?.map((one) => one.value) ?? ["", ""] }));

    // The viewer draws the list again at each stroke: each mark finds its name again, one that was moved by its turn.
    const refill = () => {
        const left = [...known];
        const take = (fits) => left.splice(left.findIndex(fits), left.some(fits) ? 1 : 0)[0];
        const now = marks();
        const found = now.map((mark) => take((one) => one.at === place(mark)));
        known = now.map((mark, n) => {
            const before = found[n] ?? (now.length === found.filter(Boolean).length + left.length ? take(() => true) : undefined);
            return { at: place(mark), said: before?.said ?? [mark.label ?? "", mark.code ?? ""] };
        });
        fields().forEach((row, n) => row.forEach((one, side) => { if (one && known[n]) one.value = known[n].said[side]; }));
    };
    new MutationObserver(refill).observe(list, { childList: true });

    list.addEventListener("input", () => {
        fields().forEach((row, n) => { if (known[n]) known[n].said = row.map((one) => one.value); });
    });
    list.addEventListener("change", () => void keepNames());

    async function keepNames() {
        const body = JSON.stringify({ marks: marks(), names: known.map((one) => one.said) });
        try {
            const answer = await fetch(form.dataset.caseKeep, {
                method: "POST",
                headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
                redirect: "manual",
                body,
            });
            status.textContent = word(answer.ok ? "kept" : "refused");
        } catch { /* Without a network the names go with the form. */ }
    }

    const text = form.querySelector("[data-case-text]");
    const link = form.querySelector("[data-case-link]");
    link.hidden = false;
    link.addEventListener("click", () => {
        const chosen = text.value.slice(text.selectionStart, text.selectionEnd) || word("view");
        const begun = text.selectionStart;
        text.setRangeText(`[${chosen}](${location.hash || "#s=1&i=1"})`, begun, text.selectionEnd, "end");
        text.focus();
        text.setSelectionRange(begun + 1, begun + 1 + chosen.length);
        status.textContent = word("linked");
    });

    const opening = form.querySelector("[data-case-opening]");
    const open = form.querySelector("[data-case-open]");
    open.hidden = false;
    open.addEventListener("click", () => { opening.value = location.hash.slice(1); });
}
