// The page is whole without this script, which opens what a link leads to and shows the table of all findings, 15 a page.
"use strict";
const $ = (selector) => document.querySelector(selector);

function reveal() {
  const id = decodeURIComponent(location.hash.slice(1)), target = id && document.getElementById(id);
  if (!target) return;
  for (let each = target; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
  const own = target.querySelector(":scope > details");
  if (own) own.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();

// How outputs/columns.py packs the table: base85 without what a page gives a meaning to, and -1 for the next text that no line before has.
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%.()*+-;,=>?@^_`{|}~";
function bytes(text) {
  const value = new Uint8Array(128), made = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4));
  [...DIGITS].forEach((digit, position) => { value[digit.charCodeAt(0)] = position; });
  for (let at = 0; at * 5 < text.length; at++) {
    let number = 0;
    for (let digit = at * 5; digit < at * 5 + 5; digit++) number = number * 85 + (digit < text.length ? value[text.charCodeAt(digit)] : 84);
    made.setUint32(at * 4, number);
  }
  return made.buffer.slice(0, made.byteLength - (5 - text.length % 5) % 5);
}
function numbers(at) {
  let next = 0;
  return at.map((one) => one < 0 ? next++ : one);
}

const SIZE = 15, SPLIT = " · ", START = "#detail?";
async function table(source) {
  const [about, ...columns] = await new Response(new Blob([bytes(source.textContent)]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  const told = source.dataset, names = told.names.split(" "), tones = told.tones.split(" "), levels = told.levels.split(" ");
  const by = Object.fromEntries(names.map((name, position) => [name, columns[position]])), whose = numbers(about);
  for (const column of columns) column.at = numbers(column.at);
  // An identifier that holds the name of its resource has a mark in its place.
  by.id = { words: by.id.at.map((word, line) => by.id.words[word].replace("\x7f", () => by.resource.words[by.resource.at[line]])), at: by.id.at.map((_, line) => line) };
  columns[names.indexOf("id")] = by.id;
  for (const name of told.sharedBy.split(" ")) { const { at } = by[name]; by[name].at = whose.map((line) => at[line]); }
  const form = $(".filters"), paged = $(".paged"), status = $(".paged .status");
  const body = paged.querySelector("tbody"), heads = [...paged.querySelectorAll("th")], selects = [...form.querySelectorAll("select")];
  const lang = document.documentElement.lang, order = new Intl.Collator(lang, { numeric: true }), count = new Intl.NumberFormat(lang);
  const titles = heads.map((head) => head.textContent), ranked = { severity: levels, result: tones };
  const at = (name, row) => by[name].words[by[name].at[row]];
  let rows = columns[0].at.map((_, row) => row), page = 0;

  // How a value is written in the address: a code where it has one.
  const coded = (name, value) => ranked[name] ? ranked[name][by[name].words.indexOf(value)] : name === "rule" ? value.split(" ")[0] : value;
  for (const select of selects) {
    const column = by[select.name], used = new Set(column.at), words = column.words.filter((_, word) => used.has(word));
    const values = [...new Set(words.flatMap((text) => text.split(SPLIT)))];
    for (const value of ranked[select.name] ? values : values.sort(order.compare)) {
      select.add(new Option(value.length > 70 ? value.slice(0, 70) + "…" : value, value));
    }
  }

  function make(tag, text, kind) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }
  const alone = (text, kind) => { const line = make("div", "", kind); line.append(make("bdi", text)); return line; };

  function copier(text) {
    const button = make("button", told.copy, "copy");
    button.type = "button";
    button.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(text); } catch { getSelection().selectAllChildren(button.previousSibling); document.execCommand("copy"); }
      button.textContent = told.copied;
    });
    return button;
  }
  const quoted = (text) => /^[\w@%+=:,./-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\"'\"'") + "'";
  function command(row) {
    const id = at("id", row), name = at("resource", row);
    if (id.endsWith("…") || name.endsWith("…")) return "";
    const values = { NAME: name, ID: id.split(/[:/]/).pop(), WHOLE: id, REGION: at("region", row) };
    return at("command", row).replace(/(?<![A-Z_"])(NAME|ID|WHOLE|REGION)(?![A-Z_"])/g, (word) => quoted(values[word]));
  }

  const fill = {
    result(cell, row) { cell.append(make("span", at("result", row), "badge " + tones[by.result.at[row]])); },
    rule(cell, row) { cell.append(alone(at("rule", row)), alone(at("finding", row), "sub")); },
    resource(cell, row) {
      const id = alone(at("id", row), "id"), how = command(row);
      id.append(copier(at("id", row)));
      cell.append(alone(at("resource", row), "name"), id);
      if (!how) return;
      const details = make("details"), line = make("div");
      line.append(make("code", how), copier(how));
      details.append(make("summary", told.how), line);
      cell.append(details);
    },
    type(cell, row) {
      const line = make("bdi");
      for (const piece of at("type", row).split(/(?<=::|[/.])/)) line.append(piece, make("wbr"));
      cell.append(line);
    },
    region(cell, row) { cell.append(alone(at("region", row)), alone(at("country", row), "sub")); },
    account(cell, row) {
      cell.append(alone(at("account", row)));
      if (at("holder", row)) cell.append(alone(told.shared + " " + at("holder", row), "sub"));
    },
  };
  const shown = heads.map((_, position) => names[position]);

  function show() {
    const pages = Math.max(Math.ceil(rows.length / SIZE), 1);
    page = Math.min(Math.max(page, 0), pages - 1);
    body.replaceChildren(...rows.slice(page * SIZE, page * SIZE + SIZE).map((row) => {
      const line = document.createElement("tr");
      shown.forEach((name, position) => {
        const cell = line.insertCell();
        cell.dataset.label = titles[position];
        if (fill[name]) fill[name](cell, row); else cell.append(make("bdi", at(name, row)));
      });
      return line;
    }));
    const said = rows.length ? (rows.length > 1 ? status.dataset.many : status.dataset.one) : status.dataset.none;
    status.textContent = said.replace("{n}", count.format(rows.length)).replace("{p}", page + 1).replace("{q}", pages);
    $(".before").disabled = !page;
    $(".after").disabled = page === pages - 1;
    $(".download").disabled = !rows.length;
  }

  function filter() {
    const words = $("#f-text").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects.filter((select) => select.value).map((select) => {
      const column = by[select.name];
      return [column.at, column.words.map((text) => text.split(SPLIT).includes(select.value))];
    });
    const found = words.map((word) => columns.map((column) => [column.at, column.words.map((text) => text.toLowerCase().includes(word))]));
    rows = columns[0].at.map((_, row) => row).filter((row) =>
      wanted.every(([at, fits]) => fits[at[row]]) && found.every((places) => places.some(([at, fits]) => fits[at[row]])));
    sort();
    page = 0;
    show();
  }

  function sort() {
    const position = heads.findIndex((head) => head.ariaSort !== "none"), name = shown[Math.max(position, 0)];
    const { words, at } = by[name], way = position >= 0 && heads[position].ariaSort === "descending" ? -1 : 1, rank = [];
    words.map((_, word) => word).sort((a, b) => (ranked[name] ? a - b : order.compare(words[a], words[b]))).forEach((word, place) => { rank[word] = place; });
    const next = by.result.at;
    rows.sort((a, b) => way * (rank[at[a]] - rank[at[b]]) || next[a] - next[b] || a - b);
  }

  // The filters live in the address, which can be kept, sent and linked to.
  function write() {
    const asked = new URLSearchParams();
    if ($("#f-text").value.trim()) asked.set("q", $("#f-text").value.trim());
    for (const select of selects) if (select.value) asked.set(select.name, coded(select.name, select.value));
    try { history.replaceState(null, "", String(asked) ? START + asked : "#detail"); } catch { /* the page is shown where it has no address */ }
  }
  function read(scroll) {
    if (!location.hash.startsWith(START)) return false;
    const asked = new URLSearchParams(location.hash.slice(START.length));
    $("#f-text").value = asked.get("q") || "";
    for (const select of selects) {
      const value = asked.get(select.name);
      select.value = value === null ? "" : ([...select.options].find((option) => option.value && [option.value, coded(select.name, option.value)].includes(value)) || select.options[0]).value;
    }
    filter();
    if (scroll) $("#detail").scrollIntoView();
    return true;
  }

  $(".download").addEventListener("click", (event) => {
    const cell = (text) => '"' + (/^\s*[=+\-@\t\r\0＝＋－＠]/.test(text) ? "'" : "") .concat(text).replaceAll('"', '""') + '"';
    const kept = names.filter((name) => name !== "command"), heading = told.titles.split("|").filter((_, position) => names[position] !== "command");
    const lines = [heading, ...rows.map((row) => kept.map((name) => at(name, row)))].map((line) => line.map(cell).join(";"));
    const link = make("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = event.target.dataset.name;
    link.click();
  });
  heads.forEach((head) => head.firstChild.addEventListener("click", () => {
    const way = head.ariaSort === "ascending" ? "descending" : "ascending";
    for (const each of heads) each.ariaSort = "none";
    head.ariaSort = way;
    sort();
    page = 0;
    show();
  }));
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(() => { filter(); write(); }, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); filter(); write(); });
  form.addEventListener("reset", () => setTimeout(() => { filter(); write(); }));
  for (const [name, step] of [[".before", -1], [".after", 1]]) $(name).addEventListener("click", () => { page += step; show(); });
  addEventListener("hashchange", () => read(true));
  addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter]");
    if (!link) return;
    event.preventDefault();
    location.hash = START + link.dataset.filter;
  });
  heads[0].ariaSort = "ascending";
  sort();
  $(".waiting").hidden = true;
  form.hidden = paged.hidden = false;
  if (!read(true)) show();
}
const source = $("#findings");
if (source && "DecompressionStream" in window) table(source);
