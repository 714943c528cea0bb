/** One row as the server sends it. `id` tells it apart for ever; the other keys are columns. */
export interface Row {
  id: string | number;
  /** Classes of the row, such as "struck". */
  row_class?: string;
  [key: string]: unknown;
}

export type Kind = "text" | "amount" | "count" | "date" | "moment" | "siret" | "state";

export interface Column {
  key: string;
  label: string;
  /** In full words, shown on hover. */
  title?: string;
  width?: number;
  kind?: Kind;
  align?: "left" | "right" | "center";
  sortable?: boolean;
  hidden?: boolean;
  /** Draws the cell in place of its kind. Never HTML as text. */
  render?: (value: unknown, row: Row) => Node | string;
}

export interface PlacedColumn extends Column {
  width: number;
  hidden: boolean;
}

/** What a person has made of the columns: kept by the server, given back as `layout`. */
export interface Layout {
  columns: { key: string; width: number; hidden: boolean }[];
  /** A column's key, "-" before it when descending; "" for the order of the server. */
  sort: string;
}

export interface Options {
  columns: Column[];
  /** Answers {rows, total, matching} to offset, limit and sort, added to what it carries. */
  url: string;
  /** Names the grid for a screen reader. */
  label: string;
  pageSize?: number;
  rowHeight?: number;
  layout?: Layout | null;
  /** Without it no row can be selected. */
  selectable?: boolean;
  /** Answers to J, K and Ctrl+A wherever the focus is; the last grid made has them. */
  keys?: boolean;
}

export interface Answer {
  total?: number;
  /** Absent when it is known already: then the last one told holds. */
  matching?: number;
  /** False while `matching` is only what is known so far; `Grid.count` tells it later. */
  exact?: boolean;
  rows: Row[];
}

export interface Selection {
  /** The whole filter, less `except`; else `ids` alone. */
  whole: boolean;
  ids: Row["id"][];
  except: Row["id"][];
  count: number;
}
