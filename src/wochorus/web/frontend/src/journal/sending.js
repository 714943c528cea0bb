// Requests of the page itself, with the token that the body carries for htmx.

function token() {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  return headers["X-CSRFToken"] ?? "";
}

/**
 * @param {string} address
 * @param {BodyInit} body
 */
export function post(address, body) {
  return fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token() } });
}

/**
 * A form sent as by a person, so that the page it leads to opens.
 * @param {string} address
 * @param {Record<string, string>} fields
 */
export function submit(address, fields) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  for (const [name, value] of Object.entries({ ...fields, csrfmiddlewaretoken: token() })) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
