// What stands beside the map once a box or a line is chosen. Its words come from the page.

export class Panel {
    constructor(element, { onReach, onClose }) {
        this.element = element;
        this.onReach = onReach;
        element.querySelector("[data-map-close]").addEventListener("click", onClose);
        for (const button of element.querySelectorAll("[data-map-reach]")) {
            button.addEventListener("click", () => this.reach(button));
        }
    }

    part(name) {
        return this.element.querySelector(`[data-map-part="${name}"]`);
    }

    write(name, text) {
        const part = this.part(name);
        part.textContent = text;
        const row = part.closest("[data-map-row]") ?? part;
        row.hidden = !text;
    }

    shows(kind) {
        for (const part of this.element.querySelectorAll("[data-map-for]")) part.hidden = !part.dataset.mapFor.split(" ").includes(kind);
        for (const button of this.element.querySelectorAll("[data-map-reach]")) button.ariaPressed = "false";
        this.write("counted", "");
        this.element.hidden = false;
    }

    box(data, shape) {
        const isGroup = data.members.length > 1;
        this.shows(isGroup ? "group" : "item");
        this.write("title", data.label);
        this.write("state", data.word);
        this.part("shape").replaceChildren(shape);
        for (const name of ["kind", "where", "ae", "phone"]) this.write(name, data[name]);
        this.write("tier", `${data.tier}`);
        this.part("open").href = data.url;
        this.part("group").href = data.url;
        this.part("stops").href = isGroup ? "" : `${this.element.dataset.items}${data.members[0][0]}/if-it-stops/`;
        this.list("members", isGroup ? data.members.map(([id, name]) => [`${this.element.dataset.items}${id}/`, name, ""]) : []);
    }

    line(data, from, to) {
        this.shows("line");
        this.write("title", `${from} → ${to}`);
        for (const name of ["kind", "where", "ae", "phone", "tier", "state"]) this.write(name, "");
        this.part("shape").replaceChildren();
        this.list("members", data.interfaces.map((one) => [
            `${this.element.dataset.interfaces}${one.id}/`, one.service, [one.standard, one.effect, one.still].filter(Boolean).join(". ")]));
    }

    list(name, rows) {
        this.part(name).replaceChildren(...rows.map(([url, title, detail]) => {
            const row = document.createElement("li"), link = document.createElement("a");
            link.href = url;
            link.textContent = title;
            link.className = "rr-title";
            row.append(link);
            if (detail) {
                const small = document.createElement("span");
                small.className = "rr-small rr-mute";
                small.textContent = detail;
                row.append(small);
            }
            return row;
        }));
    }

    async reach(button) {
        const isOn = button.ariaPressed !== "true";
        for (const one of this.element.querySelectorAll("[data-map-reach]")) one.ariaPressed = String(one === button && isOn);
        const count = await this.onReach(isOn ? button.dataset.mapReach : null);
        this.write("counted", isOn ? button.dataset.says.replace("%s", count) : "");
    }
}
