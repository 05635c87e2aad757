/** How turnout is drawn: bars of rates, or columns of days with the rate so far as a line. */
import type { EChartsCoreOption } from 'echarts/core';

import type { Schemas } from '../api/client';
import { day, percent } from './figures';
import { turnoutText } from './text/turnout';
import { barsOf } from './turnout-finding';

type Line = Schemas['TurnoutLine'];
type Colour = (token: string) => string;

/** In the usual type; in the large one all of it grows with the letters. */
const usualPx = 16;
const letterPx = 12;
const barPx = 26;
const axisPx = 44;
const daysPx = 300;
/** On a phone, names get less of the width. */
const narrowPx = 520;
const narrowNamePx = 110;
const namePx = 220;

/** What the page around a chart is like. */
export interface Around {
  colour: Colour;
  widthPx: number;
  /** The size of the page's own letters. */
  rootPx: number;
}

export function heightOf(lines: readonly Line[], isByDay: boolean, rootPx: number): number {
  const usual = isByDay ? daysPx : barsOf(lines).length * barPx + axisPx;
  return (usual * rootPx) / usualPx;
}

export function chartOption(lines: readonly Line[], isByDay: boolean, { colour, widthPx, rootPx }: Around): EChartsCoreOption {
  const grown = rootPx / usualPx;
  const text = { color: colour('ink-soft'), fontFamily: 'inherit', fontSize: letterPx * grown };
  const common = {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    // As HTML it would need inline styles, which the server's CSP refuses.
    tooltip: { renderMode: 'richText', trigger: 'axis', confine: true, axisPointer: { type: 'shadow' } },
  };
  const rates = {
    type: 'value',
    min: 0,
    max: ({ max }: { max: number }) => roundUp(max),
    // On a phone there is no room for each.
    axisLabel: { ...text, hideOverlap: true, formatter: (value: number) => `${Math.round(value * 1_000) / 10}%` },
    splitLine: { lineStyle: { color: colour('line') } },
  };
  return isByDay
    ? { ...common, ...days(lines, colour, text, rates) }
    : { ...common, ...bars(lines, colour, text, rates, (widthPx < narrowPx ? narrowNamePx : namePx) * grown) };
}

/** The end of an axis of rates: a little beyond the highest, 1 at most. */
export function roundUp(highest: number): number {
  const step = highest < 0.1 ? 0.02 : 0.1;
  return Math.min(1, Math.max(step, Math.ceil((highest * 1.05) / step) * step));
}

function bars(lines: readonly Line[], colour: Colour, text: object, rates: object, nameWidth: number): EChartsCoreOption {
  // The first bar of a category axis stands at the bottom.
  const shown = barsOf(lines).reverse();
  return {
    grid: { left: 8, right: 56, top: 8, bottom: 8, containLabel: true },
    xAxis: rates,
    yAxis: {
      type: 'category',
      data: shown.map((line) => line.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colour('line-strong') } },
      axisLabel: { ...text, color: colour('ink'), width: nameWidth, overflow: 'truncate', interval: 0 },
    },
    series: [
      {
        type: 'bar',
        name: turnoutText.rate,
        data: shown.map((line) => line.rate),
        barMaxWidth: 16,
        itemStyle: { color: colour('blue') },
        label: {
          ...text,
          show: true,
          position: 'right',
          color: colour('ink'),
          formatter: ({ value }: { value: number }) => percent(value),
        },
        tooltip: { valueFormatter: percent },
      },
    ],
  };
}

function days(lines: readonly Line[], colour: Colour, text: object, rates: object): EChartsCoreOption {
  return {
    grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: { ...text, color: colour('ink') } },
    xAxis: {
      type: 'category',
      data: lines.map((line) => day(line.name)),
      axisLine: { lineStyle: { color: colour('line-strong') } },
      axisLabel: text,
    },
    yAxis: [
      { type: 'value', minInterval: 1, axisLabel: text, splitLine: { lineStyle: { color: colour('line') } } },
      { ...rates, splitLine: { show: false } },
    ],
    series: [
      {
        type: 'bar',
        name: turnoutText.submitted,
        data: lines.map((line) => line.submitted),
        barMaxWidth: 40,
        itemStyle: { color: colour('blue') },
      },
      {
        type: 'line',
        name: turnoutText.rateToDay,
        yAxisIndex: 1,
        data: lines.map((line) => line.rate),
        // Told from the columns by its shape, also where it is printed in grey.
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { type: 'dashed', color: colour('red') },
        itemStyle: { color: colour('red') },
        tooltip: { valueFormatter: percent },
      },
    ],
  };
}
