import type { ContainerRecommendation } from '../../../recommend/document.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Section, Table } from '../report-view.ts';
import { cell, memoryText, millicoresText, roleWords } from '../wording.ts';

/** What each container should be given, beside what was found. */
export function numbersSection({ recommendation }: JudgedDocuments): Section {
  const { containers } = recommendation;
  const tables = containers.length === 0 ? [] : [numbers(containers), reasons(containers)];
  const paragraphs =
    containers.length === 0
      ? ['No container was sized.']
      : [
          'Need: the lowest limit that passed in most of its runs, with none above it failing. Survives from: the lowest limit at which nothing was killed, harmed or not.',
        ];
  return { id: 'numbers', title: 'The numbers', weight: 'main', paragraphs, notes: [], charts: [], tables };
}

function numbers(containers: readonly ContainerRecommendation[]): Table {
  return {
    caption: 'Recommended and found memory per container',
    columns: [
      { title: 'Container' },
      { title: 'Limit', numeric: true },
      { title: 'Request', numeric: true },
      { title: 'Need', numeric: true },
      { title: 'Margin', numeric: true },
      { title: 'Survives from', numeric: true },
      { title: 'QoS class' },
      { title: 'CPU request', numeric: true },
    ],
    rows: containers.map(({ name, role, memory, cpu, searched }) => [
      cell(name, undefined, [...roleWords(role), ...(searched === false ? ['not searched'] : [])]),
      cell(setText(memory.limitBytes)),
      cell(setText(memory.requestBytes)),
      cell(memoryText(memory.needBytes)),
      cell(memoryText(memory.marginBytes)),
      cell(memoryText(memory.surviveBytes)),
      cell(memory.qosClass),
      cell(millicoresText(cpu.requestMillicores)),
    ]),
  };
}

/** What is not recommended is not merely unknown. */
function setText(bytes: number | null): string {
  return bytes === null ? 'none' : memoryText(bytes);
}

function reasons(containers: readonly ContainerRecommendation[]): Table {
  return {
    caption: 'Reasons per container',
    columns: [{ title: 'Container' }, { title: 'Why this margin' }, { title: 'On a node short of memory' }, { title: 'CPU limit' }],
    rows: containers.map(({ name, memory, cpu }) => [cell(name), cell(memory.marginReason), cell(memory.underNodePressure ?? ''), cell(cpu.limitAdvice)]),
  };
}
