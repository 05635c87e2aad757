/**
 * The picture of a result, for liaisons collect these: drawn on a canvas, always in light colours,
 * whatever the page looks like.
 */
import { wrap } from './wrap';

/** What stands on it, ready to be read. */
export interface ResultPicture {
  contest: string;
  title: string;
  name: string;
  unit: string;
  points: string;
  unitOfPoints: string;
  facts: string[];
  ranksTitle: string;
  ranks: { name: string; place: string; of: string }[];
  foot: string[];
}

/** In pixels of the picture: twice those of a phone. */
const width = 750;
const side = 56;
const font = '"PingFang SC", "HarmonyOS Sans SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
const red = '#b3261e';
const ink = '#1c1d1f';
const soft = '#5a5e66';
const line = '#d9dce1';

/** A pen that goes down the page. */
class Pen {
  y = 0;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly draws: boolean,
  ) {}

  use(size: number, color: string, weight = 400): void {
    this.context.font = `${weight} ${size}px ${font}`;
    this.context.fillStyle = color;
    this.context.textBaseline = 'middle';
  }

  measure = (text: string): number => this.context.measureText(text).width;

  /** Lines of one size, from the left or around the middle; goes down by what they took. */
  text(text: string, size: number, color: string, options: { weight?: number; centred?: boolean; x?: number; width?: number } = {}): void {
    const { weight = 400, centred = false, x = side, width: room = width - 2 * side } = options;
    this.use(size, color, weight);
    this.context.textAlign = centred ? 'center' : 'left';
    for (const row of wrap(text, room, this.measure)) {
      this.y += size * 0.75;
      if (this.draws) this.context.fillText(row, centred ? width / 2 : x, this.y);
      this.y += size * 0.75;
    }
  }

  right(text: string, size: number, color: string, y: number, weight = 400): void {
    this.use(size, color, weight);
    this.context.textAlign = 'right';
    if (this.draws) this.context.fillText(text, width - side, y);
  }

  rule(): void {
    this.context.fillStyle = line;
    if (this.draws) this.context.fillRect(side, this.y, width - 2 * side, 2);
  }

  band(height: number): void {
    this.context.fillStyle = red;
    if (this.draws) this.context.fillRect(0, 0, width, height);
  }
}

/** The picture as a data URL, for an `img` that can be pressed long; null where the engine has no canvas. */
export function drawResult(picture: ResultPicture): string | null {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) return null;
  canvas.width = width;
  // Once to see how far down it goes, once for good: setting the height clears it.
  const { head, end } = lay(context, picture, null);
  canvas.height = end;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, end);
  lay(context, picture, head);
  return canvas.toDataURL('image/png');
}

/** Draws where the height of the head is known; measures otherwise. */
function lay(context: CanvasRenderingContext2D, picture: ResultPicture, head: number | null): { head: number; end: number } {
  const pen = new Pen(context, head !== null);
  pen.band(head ?? 0);
  pen.y = 48;
  pen.text(picture.contest, 40, '#fff', { weight: 600, centred: true });
  pen.text(picture.title, 30, '#fff', { centred: true });
  pen.y += 40;
  const bottom = pen.y;

  pen.y += 36;
  pen.text(picture.name, 44, ink, { weight: 600, centred: true });
  pen.y += 4;
  pen.text(picture.unit, 28, soft, { centred: true });
  pen.y += 16;
  pen.text(`${picture.points} ${picture.unitOfPoints}`, 104, red, { weight: 600, centred: true });
  pen.y += 4;
  picture.facts.forEach((fact) => pen.text(fact, 28, soft, { centred: true }));
  pen.y += 32;

  pen.text(picture.ranksTitle, 26, soft);
  pen.y += 8;
  picture.ranks.forEach((rank) => {
    pen.rule();
    pen.y += 14;
    const top = pen.y;
    pen.text(rank.name, 30, ink, { width: 330 });
    const end = Math.max(pen.y, top + 45) + 14;
    pen.right(rank.of, 26, soft, top + 22);
    pen.use(26, soft);
    const room = Math.max(170, pen.measure(rank.of) + 24);
    pen.use(30, ink, 600);
    context.textAlign = 'right';
    if (head !== null) context.fillText(rank.place, width - side - room, top + 22);
    pen.y = end;
  });
  pen.rule();
  pen.y += 28;
  picture.foot.forEach((row) => pen.text(row, 24, soft));
  pen.y += 40;
  return { head: bottom, end: Math.ceil(pen.y) };
}
