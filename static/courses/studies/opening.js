// A case opens on the view that its author chose, unless the address names one.
const { caseOpens } = document.querySelector("script[data-case-opens]").dataset;
if (!location.hash) history.replaceState(history.state, "", `#${caseOpens}`);
