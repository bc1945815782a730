/** One column of a list: its name in CSV (snake_case), its heading for people and its value. */
export interface Column<Row> {
  readonly name: string;
  readonly title: string;
  readonly value: (row: Row) => string | number | boolean | null;
  /** Shown to a person where the plain value reads badly. */
  readonly shown?: (row: Row) => string;
  readonly right?: true;
}
