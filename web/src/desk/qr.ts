/** A text as a QR code, drawn by ourselves: as a path for the page and for print, as a picture to be saved. */
import { encode } from 'uqr';

/** White around the code, in squares, without which some cameras do not find it. */
const quiet = 4;
/** Some of it may be creased, or covered by a thumb. */
const correction = 'M';

export interface QrCode {
  /** Squares on a side, the white around them included. */
  side: number;
  /** The dark squares, as an SVG path. */
  path: string;
}

export function qrOf(text: string): QrCode {
  const { size, data } = encode(text, { ecc: correction, border: 0 });
  return { side: size + 2 * quiet, path: data.map(rowOf).join('') };
}

/** Neighbours of a row are one stroke: between squares of their own, printers leave hairs. */
function rowOf(row: readonly boolean[], at: number): string {
  const strokes: string[] = [];
  for (let from = 0; from < row.length; from += 1) {
    if (row[from] !== true) continue;
    let to = from;
    while (row[to] === true) to += 1;
    strokes.push(`M${from + quiet} ${at + quiet}h${to - from}v1h-${to - from}z`);
    from = to;
  }
  return strokes.join('');
}

/** As a PNG of at least this many pixels a side, with whole pixels for each square. */
export function pictureOf({ side, path }: QrCode, leastPx: number): Promise<Blob> {
  const scale = Math.ceil(leastPx / side);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side * scale;
  const context = canvas.getContext('2d');
  if (context === null) return Promise.reject(new Error('this browser does not draw'));
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(scale, scale);
  context.fillStyle = '#000';
  context.fill(new Path2D(path));
  return new Promise((resolve, reject) => {
    canvas.toBlob((file) => (file === null ? reject(new Error('this browser makes no pictures')) : resolve(file)));
  });
}
