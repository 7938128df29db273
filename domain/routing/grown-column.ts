type Column = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The same column with more room. */
export const grown = <Kind extends Column>(column: Kind, length: number): Kind => {
  const longer = new (column.constructor as new (length: number) => Kind)(length);
  longer.set(column as never);
  return longer;
};
