/** Rows carry no id, for lists are public: people of one masked name and unit are told apart by their order. */
export function keyed<Row extends { name: string; unit: number }>(rows: readonly Row[]): (Row & { key: string })[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const who = `${row.name} ${row.unit}`;
    const before = seen.get(who) ?? 0;
    seen.set(who, before + 1);
    return { ...row, key: `${who} ${before}` };
  });
}
