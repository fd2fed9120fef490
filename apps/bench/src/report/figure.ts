/** The figure: where time went, as one bar for each number of CPUs. */
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { CATEGORIES, type Breakdown } from "../radix/breakdown.ts";
import type { Run } from "../results-file/schema.ts";
import { CATEGORY_NAMES, series, speedup } from "./table.ts";

/** Okabe and Ito's colours, which most people with a colour vision deficiency can tell apart; idle is the grey. */
const COLOURS: Readonly<Record<keyof Breakdown, string>> = {
  user: "#0072b2", stallLocal: "#56b4e9", stallRemote: "#e69f00", kernel: "#009e73", monitor: "#d55e00", idle: "#c8c8c8",
};
const BAR_WIDTH = 44, LEAST_WIDTH = 110;

/**
 * Bars of a machine are relative to its run on one CPU (or the fewest): a bar's height is elapsed time times CPUs, so that
 * a program that scales perfectly has bars of one height, and what grows above is what more CPUs cost.
 */
export async function radixFigure(runs: readonly Run[], input: { readonly keys: number; readonly seed: number }): Promise<string> {
  const values = series(runs).flatMap(({ name, runs: of }) => {
    const base = of[0]!.cycles * of[0]!.cpus; // a series has a run
    return of.flatMap((run) => CATEGORIES.map((category, order) => ({
      machine: name, cpus: run.cpus, category: CATEGORY_NAMES[category], order, part: (100 * run.breakdownCycles[category]) / base,
      whole: (100 * run.cycles * run.cpus) / base, speedup: label(speedup(run, of)),
    })));
  });
  const machines = [...new Set(values.map((v) => v.machine))], cpus = [...new Set(values.map((v) => v.cpus))];
  const spec: TopLevelSpec = {
    title: {
      text: `Radix, ${input.keys.toLocaleString("en")} keys: where the CPUs' time went`,
      subtitle: "elapsed time × CPUs, the run on the fewest CPUs = 100; above each bar, the speedup over one CPU",
      anchor: "start", offset: 14,
    },
    data: { values },
    facet: { column: { field: "machine", type: "nominal", sort: machines, title: null, header: { labelExpr: `split(datum.value, ", ")`, labelFontSize: 13, labelFontWeight: "bold", labelLineHeight: 16, labelPadding: 8 } } },
    spacing: 28,
    spec: {
      width: Math.max(LEAST_WIDTH, (BAR_WIDTH + 14) * cpus.length), height: 280,
      layer: [
        {
          mark: { type: "bar", width: BAR_WIDTH, stroke: "white", strokeWidth: 0.6 },
          encoding: {
            y: { field: "part", type: "quantitative", stack: "zero", title: "elapsed time × CPUs", axis: { grid: true, tickCount: 6 } },
            color: {
              field: "category", type: "nominal", title: null,
              scale: { domain: CATEGORIES.map((c) => CATEGORY_NAMES[c]), range: CATEGORIES.map((c) => COLOURS[c]) },
              legend: { orient: "bottom", columns: CATEGORIES.length, columnPadding: 14, offset: 18, symbolType: "square", symbolStrokeWidth: 0, symbolSize: 160, labelLimit: 0 },
            },
            order: { field: "order" },
            tooltip: { field: "category" },
          },
        },
        {
          transform: [{ filter: "datum.order === 0" }],
          mark: { type: "text", dy: -8, fontSize: 11 },
          encoding: { y: { field: "whole", type: "quantitative" }, text: { field: "speedup" } },
        },
      ],
      encoding: { x: { field: "cpus", type: "ordinal", title: "CPUs", axis: { labelAngle: 0 } } },
    },
    config: {
      font: "Helvetica, Arial, sans-serif", background: "white", view: { stroke: null },
      axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", domainColor: "#888", tickColor: "#888", gridColor: "#e6e6e6" },
      legend: { labelFontSize: 12 }, title: { fontSize: 16, subtitleFontSize: 12, subtitleColor: "#444" }, padding: 16,
    },
  };
  const view = new View(parse(compile(spec).spec), { renderer: "none" });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}

const label = (x: number | undefined): string => (x === undefined ? "" : `${x.toFixed(2)}×`);
