// Narrows a header to the rows that have all words; without it, all rows are there.
for (const listing of document.querySelectorAll("[data-listing]")) {
    const words = listing.querySelector("[data-listing-words]");
    const count = listing.querySelector("[data-listing-count]");
    const rows = [...listing.querySelectorAll("[data-listing-row]")];
    const texts = rows.map((row) => row.textContent.toLowerCase().replace(/\s+/g, " "));
    listing.querySelector("[data-listing-tools]").hidden = false;
    words.addEventListener("input", (event) => {
        event.stopPropagation();
        const sought = words.value.toLowerCase().split(/\s+/).filter(Boolean);
        let seen = 0;
        rows.forEach((row, place) => {
            row.hidden = !sought.every((one) => texts[place].includes(one));
            if (!row.hidden) seen += 1;
        });
        count.textContent = sought.length ? `${seen} / ${rows.length}` : "";
    });
    words.addEventListener("change", (event) => event.stopPropagation());
    words.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
