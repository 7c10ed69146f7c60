// The page is whole without this script: it only shows a button that unfolds or folds every list of resources at once.
"use strict";
const button = document.querySelector("button.unfold");
if (button) {
  const lists = document.querySelectorAll("details.resources");
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", open);
    for (const list of lists) list.open = open;
  });
}
