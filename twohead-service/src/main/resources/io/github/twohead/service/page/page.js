"use strict";

const SHOWN_CATEGORIES = 5;
const byId = (id) => document.getElementById(id);
let asked = 0;

/** An element with a class and children; a string becomes its text, never its markup. */
function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** 0.1542 as 15 %, but never 0 % or 100 % for what is neither; digits as many as tell it from another. */
function percent(probability, other) {
  for (let digits = 0; digits < 4; digits++) {
    const text = (100 * probability).toFixed(digits);
    const tells = other === undefined || other === probability || text !== (100 * other).toFixed(digits);
    const whole = Number(text) === 0 || Number(text) === 100;
    if (tells && (!whole || probability === 0 || probability === 1)) {
      return text + " %";
    }
  }
  return probability < 0.5 ? "less than 0.001 %" : "more than 99.999 %";
}

function bar(probability, yes, threshold) {
  const fill = element("div", yes ? "fill yes" : "fill");
  fill.style.width = 100 * probability + "%";
  const made = element("div", "bar", fill);
  made.setAttribute("aria-hidden", "true");
  if (threshold !== undefined) {
    const mark = element("span", "mark");
    mark.style.left = 100 * threshold + "%";
    made.append(mark);
  }
  return made;
}

function yesOrNo(name, { probability, threshold, decision }) {
  const reaches = decision ? "reaches" : "stays below";
  return element("li", "",
    element("div", "head",
      element("span", "name", name),
      element("span", decision ? "decision yes" : "decision", decision ? "yes" : "no")),
    bar(probability, decision, threshold),
    element("p", "why",
      percent(probability, threshold) + " " + reaches + " the threshold of " + percent(threshold, probability)));
}

function category(name, { probabilities, decision }) {
  const rows = Object.entries(probabilities)
    .sort((one, other) => other[1] - one[1])
    .map(([text, probability]) => element("div", "category",
      element("span", "", text), element("span", "", percent(probability)),
      bar(probability, text === decision)));
  const answer = element("li", "",
    element("div", "head", element("span", "name", name), element("span", "decision yes", decision)),
    ...rows.slice(0, SHOWN_CATEGORIES));
  if (rows.length > SHOWN_CATEGORIES) {
    answer.append(element("details", "",
      element("summary", "", "and " + (rows.length - SHOWN_CATEGORIES) + " more"),
      ...rows.slice(SHOWN_CATEGORIES)));
  }
  return answer;
}

/** Tells everybody, or those who do not see the answers alone. */
function say(message, className) {
  byId("message").textContent = message;
  byId("message").className = className || "";
}

function show(heads) {
  const answers = Object.entries(heads);
  byId("answers").replaceChildren(...answers.map(([name, answer]) =>
    answer.probabilities ? category(name, answer) : yesOrNo(name, answer)));
  byId("legend").hidden = !answers.some(([, answer]) => answer.threshold !== undefined);
  say(answers.map(([name, { decision }]) =>
    name + ": " + (decision === true ? "yes" : decision === false ? "no" : decision)).join("; "), "spoken");
}

/** What went wrong, for someone who knows nothing of HTTP. */
function inWords(status, message) {
  const error = message.replace(/^image of \d+ bytes: /, "");
  switch (status) {
    case 408: return "The upload took too long. Is the connection slow? A smaller picture may do.";
    case 413: return "The picture is too large: " + error + ".";
    case 415: return "This file cannot be read as a picture: " + error + ".";
    case 503: return "The service is busy. Please try again in a moment.";
    default: return error ? "Something went wrong: " + error + "." : "Something went wrong. Please try again.";
  }
}

async function predict(picture) {
  const turn = ++asked;
  document.body.classList.add("waiting");
  say("Asking …");
  let finish;
  try {
    const response = await fetch("predict", { method: "POST", body: picture });
    const answer = await response.json();
    finish = () => response.ok ? show(answer.heads) : fail(inWords(response.status, answer.error ?? ""));
  } catch {
    finish = () => fail("The service cannot be reached, or it refused the picture. Please try again.");
  }
  if (turn === asked) { // the visitor has not chosen another one meanwhile
    document.body.classList.remove("waiting");
    try {
      finish();
    } catch {
      fail("The service answered what this page does not understand.");
    }
  }
}

function fail(message) {
  byId("answers").replaceChildren();
  byId("legend").hidden = true;
  say(message, "bad");
}

function preview(picture) {
  const image = byId("preview");
  URL.revokeObjectURL(image.src);
  image.onload = () => image.hidden = false;
  image.onerror = () => image.hidden = true; // the model may know more formats
  image.src = URL.createObjectURL(picture);
  image.alt = picture.name;
  byId("invitation").firstChild.textContent = "Choose another picture";
}

function take(files) {
  if (files.length > 0) {
    preview(files[0]);
    predict(files[0]);
  }
}

for (const id of ["choose", "photograph"]) {
  byId(id).addEventListener("change", (event) => {
    take(event.target.files);
    event.target.value = ""; // the same file may be chosen again
  });
}
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("over");
});
document.addEventListener("dragleave", () => document.body.classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("over");
  take(event.dataTransfer.files);
});
document.addEventListener("paste", (event) => take(event.clipboardData.files));
