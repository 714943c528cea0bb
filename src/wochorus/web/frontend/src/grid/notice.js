// What a grid says below its rows: that there are none, or why they did not come.
import { element } from "./element.js";

export class Notice {
  constructor() {
    this.element = element("div", "grid-notice", { role: "status" });
  }

  /** @param {string} message "" to say nothing */
  say(message) {
    this.element.className = "grid-notice";
    this.element.textContent = message;
  }

  /**
   * @param {Error} problem
   * @param {() => void} again
   */
  failed(problem, again) {
    const button = element("button", "btn", { type: "button" });
    button.textContent = "Réessayer";
    button.addEventListener("click", again);
    this.element.className = "grid-notice grid-problem";
    this.element.replaceChildren(
      `Les lignes n'ont pas pu être lues. ${problem.message} `,
      button,
    );
  }
}
