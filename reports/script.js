// The page is whole without this script, which unfolds the lists of resources and shows the table of all findings, 100 a page.
"use strict";
const $ = (selector) => document.querySelector(selector);
const unfold = $("button.unfold");
if (unfold) {
  const lists = document.querySelectorAll("#rules details.resources");
  unfold.hidden = false;
  unfold.addEventListener("click", () => {
    const open = unfold.getAttribute("aria-pressed") !== "true";
    unfold.setAttribute("aria-pressed", open);
    for (const list of lists) list.open = open;
  });
}

const SIZE = 100, SPLIT = " · ";
async function table(source) {
  const packed = Uint8Array.from(atob(source.textContent), (c) => c.charCodeAt(0));
  const columns = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  const tones = source.dataset.tones.split(" "), form = $(".filters"), paged = $(".paged"), status = $(".paged .status");
  const body = paged.querySelector("tbody"), heads = [...paged.querySelectorAll("th")], selects = [...form.querySelectorAll("select")];
  const lang = document.documentElement.lang, order = new Intl.Collator(lang, { numeric: true }), count = new Intl.NumberFormat(lang);
  const icons = Object.fromEntries(tones.map((tone) => [tone, $(".totals ." + tone + " .icon")]));
  let rows = columns[0].at.map((_, row) => row), page = 0;
  const titles = heads.map((head) => head.textContent);

  for (const select of selects) {
    const values = new Set(columns[select.dataset.column].words.flatMap((text) => text.split(SPLIT)));
    const sorted = select.dataset.column === "0" ? [...values] : [...values].sort(order.compare);
    for (const value of sorted) select.add(new Option(value.length > 70 ? value.slice(0, 70) + "…" : value, value));
  }

  function show() {
    const pages = Math.max(Math.ceil(rows.length / SIZE), 1);
    page = Math.min(Math.max(page, 0), pages - 1);
    body.replaceChildren(...rows.slice(page * SIZE, page * SIZE + SIZE).map((row) => {
      const line = document.createElement("tr");
      columns.forEach((column, position) => {
        const cell = line.insertCell(), text = document.createElement(position ? "bdi" : "span");
        cell.dataset.label = titles[position];
        text.textContent = column.words[column.at[row]];
        if (!position) {
          const tone = tones[column.at[row]];
          text.className = "badge " + tone;
          text.prepend(icons[tone].cloneNode(true));
        }
        cell.append(text);
      });
      return line;
    }));
    const said = rows.length ? (rows.length > 1 ? status.dataset.many : status.dataset.one) : status.dataset.none;
    status.textContent = said.replace("{n}", count.format(rows.length)).replace("{p}", page + 1).replace("{q}", pages);
    $(".before").disabled = !page;
    $(".after").disabled = page === pages - 1;
  }

  function filter() {
    const sought = $("#f-text").value.trim().toLowerCase();
    const wanted = selects.filter((select) => select.value).map((select) => {
      const column = columns[select.dataset.column];
      return [column.at, column.words.map((text) => text.split(SPLIT).includes(select.value))];
    });
    const found = sought && columns.map((column) => [column.at, column.words.map((text) => text.toLowerCase().includes(sought))]);
    rows = columns[0].at.map((_, row) => row).filter((row) =>
      wanted.every(([at, fits]) => fits[at[row]]) && (!found || found.some(([at, fits]) => fits[at[row]])));
    sort();
    page = 0;
    show();
  }

  function sort() {
    const position = heads.findIndex((head) => head.ariaSort !== "none");
    if (position < 0) return;
    const { words, at } = columns[position], way = heads[position].ariaSort === "ascending" ? 1 : -1;
    const rank = [];
    words.map((_, word) => word).sort((a, b) => (position ? order.compare(words[a], words[b]) : a - b)).forEach((word, place) => { rank[word] = place; });
    rows.sort((a, b) => way * (rank[at[a]] - rank[at[b]]) || a - b);
  }

  heads.forEach((head) => head.firstChild.addEventListener("click", () => {
    const way = head.ariaSort === "ascending" ? "descending" : "ascending";
    for (const each of heads) each.ariaSort = "none";
    head.ariaSort = way;
    sort();
    page = 0;
    show();
  }));
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
  form.addEventListener("reset", () => setTimeout(filter));
  for (const [name, step] of [[".before", -1], [".after", 1]]) $(name).addEventListener("click", () => { page += step; show(); });
  heads[0].ariaSort = "ascending";
  sort();
  show();
  $(".waiting").hidden = true;
  form.hidden = paged.hidden = false;
}
const source = $("#findings");
if (source && "DecompressionStream" in window) table(source);
