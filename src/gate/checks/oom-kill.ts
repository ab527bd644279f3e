import { formatDuration } from '../../shared/duration.ts';
import { formatMemory } from '../../shared/quantity.ts';
import { answer, type Check } from './check.ts';

/** One kill is a kill, of whatever process, and so is a suspected one. Replays at lower limits do not count: they are made to find where killing begins. */
export const oomKill: Check = {
  id: 'oom-kill',
  expected: 'no kill at the loose limit or at the limit of the manifest',
  answer({ recordings }) {
    const kills = recordings.flatMap((recording) => recording.kills.map((kill) => ({ recording, kill })));
    const [first] = kills;
    if (first === undefined) return answer('pass', 'no kill', `no kill in ${recordings.length} recordings`);
    const { recording, kill } = first;
    const who = `${kill.mainProcess ? 'the main process' : 'a child process'}${kill.comm === null ? '' : ` (${kill.comm})`}`;
    const what = kill.class === 'suspected' ? `a kill of ${who} is suspected` : `${who} was killed`;
    return answer(
      'fail',
      `${kills.length} ${kills.length === 1 ? 'kill' : 'kills'}`,
      `${what} at ${formatMemory(recording.limitBytes)} in ${kill.phase} after ${formatDuration(kill.tMs)}`,
      { decidedBy: recording.recording, remedy: 'raise the memory limit, or find what grew: report.html shows which part of memory it was' },
    );
  },
};
