// A cell is a link to its own page; with a script it opens beside itself instead.
const table = document.querySelector("[data-cells]");
const part = table && document.getElementById(table.dataset.cells);

async function open(cell) {
    const answer = await fetch(cell.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) {
        location.assign(cell.href);
        return;
    }
    part.innerHTML = await answer.text();
    part.hidePopover();
    part.showPopover({ source: cell });
    cell.classList.add("rr-cell-open");
    part.querySelector("a, button")?.focus();
}

table?.addEventListener("click", (event) => {
    const cell = event.target.closest("a.rr-cell");
    if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(cell).catch(() => location.assign(cell.href));
});

// Closed: the mark goes, and focus returns to the cell that was open.
part?.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const cell = table.querySelector(".rr-cell-open");
    cell?.classList.remove("rr-cell-open");
    if (part.contains(document.activeElement) || document.activeElement === document.body) cell?.focus();
});
