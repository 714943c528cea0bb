// One chart, from the table of a figure: column heads are the series, row heads the categories,
// and each cell tells its figure in data-value.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  Tooltip,
} from "chart.js";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Tooltip);

const NUMBER = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });
const SERIES = ["--chart-1", "--chart-2", "--chart-3", "--chart-4"];

/** @param {HTMLElement} figure data-chart: "bar" or "bar-horizontal"; data-unit: "€", "jours"… */
export function drawFigure(figure) {
  const table = figure.querySelector("table");
  if (!table) return;
  figure.dataset.drawn = "";
  const canvas = framed(figure, table);
  const chart = new Chart(canvas, configuration(figure, read(table)));
  const repaint = () => recolour(chart, figure);
  document.addEventListener("themechange", repaint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

/**
 * @param {HTMLElement} figure
 * @param {HTMLTableElement} table
 */
function framed(figure, table) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", figure.querySelector("figcaption")?.textContent?.trim() ?? "");
  const frame = document.createElement("div");
  frame.className = "chart-frame";
  frame.append(canvas);
  const folded = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "Lire les chiffres";
  table.before(frame, folded);
  folded.append(summary, table);
  return canvas;
}

/** @param {HTMLTableElement} table */
function read(table) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].slice(1);
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  return {
    labels: rows.map((row) => row.cells[0]?.textContent?.trim() ?? ""),
    series: heads.map((head, index) => ({
      label: head.textContent?.trim() ?? "",
      data: rows.map((row) => Number(row.cells[index + 1]?.dataset.value ?? 0)),
    })),
  };
}

/**
 * @param {HTMLElement} figure
 * @param {ReturnType<typeof read>} content
 * @returns {import("chart.js").ChartConfiguration<"bar">}
 */
function configuration(figure, { labels, series }) {
  const unit = figure.dataset.unit ? `\u00a0${figure.dataset.unit}` : "";
  const across = figure.dataset.chart === "bar-horizontal";
  const ink = () => getComputedStyle(figure).color;
  const grid = { color: () => painted(figure, "--line") };
  const figures = { beginAtZero: true, ticks: { callback: number, color: ink }, grid };
  const names = { ticks: { color: ink }, grid: { display: false } };
  return {
    type: "bar",
    data: { labels, datasets: series.map((one) => ({ ...one, maxBarThickness: 28 })) },
    options: {
      ...colours(figure),
      animation: false,
      indexAxis: across ? "y" : "x",
      locale: "fr-FR",
      maintainAspectRatio: false,
      scales: across ? { x: figures, y: names } : { x: names, y: figures },
      plugins: {
        legend: { display: series.length > 1 },
        tooltip: { callbacks: { label: (item) => `${item.dataset.label}\u00a0: ${number(item.raw)}${unit}` } },
      },
    },
  };
}

/** @param {unknown} value */
function number(value) {
  return NUMBER.format(Number(value));
}

/** @param {HTMLElement} figure */
function colours(figure) {
  return {
    color: getComputedStyle(figure).color,
    borderColor: painted(figure, "--line"),
    datasets: {
      bar: {
        backgroundColor: (/** @type {{datasetIndex: number}} */ context) =>
          painted(figure, SERIES[context.datasetIndex % SERIES.length] ?? "--accent"),
      },
    },
  };
}

/**
 * The colour of a token in the present theme: a canvas knows no light-dark().
 * @param {HTMLElement} figure
 * @param {string} token
 */
function painted(figure, token) {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  figure.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/**
 * @param {Chart<"bar">} chart
 * @param {HTMLElement} figure
 */
function recolour(chart, figure) {
  Object.assign(chart.options, colours(figure));
  chart.update("none");
}
