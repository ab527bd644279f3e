import type { V1Pod } from '@kubernetes/client-node';
import type { Death } from '../../src/analysis/document.ts';
import { grows, pod, shell, sleeps, whenTold, word } from './pods.ts';

export interface KillKind {
  readonly title: string;
  /** What must be found, in order of time. */
  readonly expected: readonly Pick<Death, 'class' | 'container' | 'mainProcess'>[];
  readonly pod: V1Pod;
  /** It dies before it is ready, by itself; the others wait until everything is told to be ready. */
  readonly early?: boolean;
  /** The container lives on, and prints `over`. */
  readonly livesOn?: boolean;
  /** It takes the memory of all pods of its node: nothing else can be seen beside it. */
  readonly alone?: boolean;
}

const kill = (cause: Death['class'], container = 'app', mainProcess = true) => ({ class: cause, container, mainProcess });
const once = { restartPolicy: 'Never' };
/**
 * Takes at once what it is told (MiB), and then so little that the 100 MiB which a kubelet wants to keep last until it has looked: every 10 s, at figures
 * of as many more (kubelet eviction manager). All at once would end at the kernel's hands.
 */
const growsSlowly = `${whenTold}; read room < ${word}; exec perl -e 'my @held = map { "x" x (1 << 20) } 1..shift; while (1) { push @held, "x" x (1 << 20); select(undef, undef, undef, 0.5) }' $room`;

/** Every kind of death that one node of kind can be made to produce. */
export const killKinds: readonly KillKind[] = [
  {
    title: 'container limit, limitless sibling',
    expected: [kill('main-process')],
    pod: pod('container-limit', { ...once, containers: [shell('app', `${whenTold}; ${grows}`, '48Mi'), shell('proxy', sleeps)] }),
  },
  {
    title: 'pod limit',
    expected: [kill('pod-limit')],
    pod: pod('pod-limit', { ...once, containers: [shell('app', `${whenTold}; ${grows}`, '48Mi')] }),
  },
  {
    title: 'pod limit, filled by files in memory',
    expected: [kill('sibling')],
    pod: pod('sibling', {
      ...once,
      initContainers: [shell('fill', 'head -c 80m /dev/zero > /files/f', '96Mi', { volumeMounts: [{ name: 'files', mountPath: '/files' }] })],
      containers: [shell('app', `${whenTold}; ${grows}`, '96Mi', { volumeMounts: [{ name: 'files', mountPath: '/files' }] })],
      volumes: [{ name: 'files', emptyDir: { medium: 'Memory' } }],
    }),
  },
  {
    title: 'sidecar',
    expected: [kill('sidecar', 'proxy')],
    pod: pod('sidecar', {
      initContainers: [
        shell('proxy', `test -e /state/again && ${sleeps}; touch /state/again; ${whenTold}; ${grows}`, '48Mi', {
          restartPolicy: 'Always',
          volumeMounts: [{ name: 'state', mountPath: '/state' }],
        }),
      ],
      containers: [shell('app', sleeps)],
      volumes: [{ name: 'state', emptyDir: {} }],
    }),
  },
  {
    title: 'child of a living main process',
    expected: [kill('child-process', 'app', false)],
    livesOn: true,
    pod: pod('child', { ...once, containers: [shell('app', `${whenTold}; tail /dev/zero; echo over; ${sleeps}`, '48Mi')] }),
  },
  {
    title: 'init container',
    expected: [kill('init-container', 'migrate')],
    early: true,
    pod: pod('init', { ...once, initContainers: [shell('migrate', `sleep 1; ${grows}`, '48Mi')], containers: [shell('app', sleeps, '200Mi')] }),
  },
  {
    title: 'before it was ready',
    expected: [kill('startup')],
    early: true,
    pod: pod('startup', {
      ...once,
      containers: [shell('app', `sleep 2; ${grows}`, '48Mi', { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1 } })],
    }),
  },
  {
    title: "the runtime's first process does not fit",
    expected: [kill('startup')],
    early: true,
    pod: pod('start-error', { ...once, containers: [shell('app', sleeps, '2Mi'), shell('beside', sleeps)] }),
  },
  {
    title: '137 without OOM: failed liveness probe, SIGTERM ignored',
    expected: [kill('exit-137-not-oom')],
    pod: pod('liveness', {
      ...once,
      containers: [
        shell('app', "trap '' TERM; while true; do sleep 1; done", '48Mi', {
          livenessProbe: { exec: { command: ['sh', '-c', 'test ! -e /go/now'] }, periodSeconds: 1, failureThreshold: 2 },
        }),
      ],
    }),
  },
  {
    title: 'stale OOMKilled: a child was killed, the end came later',
    expected: [kill('child-process', 'app', false), kill('stale-oomkilled')],
    pod: pod('stale', { ...once, containers: [shell('app', `${whenTold}; tail /dev/zero; sleep 5; exit 3`, '48Mi')] }),
  },
  {
    title: 'node allocatable: all pods together',
    expected: [kill('node-allocatable')],
    pod: pod('node-allocatable', { ...once, containers: [shell('app', `${whenTold}; ${grows}`)] }),
    alone: true,
  },
  {
    title: 'eviction',
    expected: [kill('evicted')],
    pod: pod('eviction', { ...once, containers: [shell('app', growsSlowly)] }),
    alone: true,
  },
];
