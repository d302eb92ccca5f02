// Shows a field only on the answers on which it is asked: data-when="section.field=a|b;other.field=c".
// Without this script every field is shown, and the server says which was not asked.
const form = document.getElementById("document-form");
const asked = [...form.querySelectorAll("[data-when]")].map((place) => ({
  place,
  tests: place.dataset.when.split(";").map((each) => {
    const at = each.indexOf("=");
    return [each.slice(0, at), each.slice(at + 1).split("|")];
  }),
}));

function answer(name) {
  const field = form.elements.namedItem(name);
  if (!field) return "";
  if (field.type === "checkbox") return field.checked ? "true" : "";
  return field.value;
}

function show() {
  for (const { place, tests } of asked) {
    const holds = tests.every(([name, answers]) => answers.includes(answer(name)));
    place.hidden = !holds;
    for (const field of place.querySelectorAll("input, select, textarea")) field.disabled = !holds;
  }
}

form.addEventListener("change", show);
show();
