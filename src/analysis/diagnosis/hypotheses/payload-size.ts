import { burstsWithRequests } from '../bursts.ts';
import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { explains, isNotable, riseOf } from '../rise.ts';
import { size } from '../say.ts';

/** The largest request decides, not how many there are. Evidence: load adds memory at once, more load adds little, and it comes back afterwards. */
export const payloadSize: Hypothesis = {
  cause: 'payload-size',
  lookFirst: 'the largest body or result that one request may have',
  tellApart: 'send the same requests with bodies of half the size: the rise is halved',
  judge({ what }, { picture, leak }) {
    if (picture === null || what === 'end' || what === 'growth' || what === 'starved' || !isNotable(picture)) return silent;
    const bursts = burstsWithRequests(picture.recordings);
    if (bursts !== undefined) return fits(`single large requests make the peak: ${bursts}`);
    const flat = `${size(picture.lineRiseBytes)} of the ${size(riseOf(picture))} that any load adds come with more load`;
    if (explains(picture.lineRiseBytes, picture) && picture.slopeIsSure) return rejected(flat);
    if (['leak', 'saturating', 'step'].includes(leak.verdict)) return rejected(`it grows with time: the verdict on growth is ${leak.verdict}`);
    if (picture.retainedBytes !== null && explains(picture.retainedBytes, picture))
      return rejected(`${size(picture.retainedBytes)} were still held after the load`);
    return fits(`what a single request needs decides: ${flat}, and it comes back afterwards`);
  },
  actions: () => [
    { urgency: 'now', text: 'Refuse bodies above a size that is really needed (ingress: client_max_body_size, proxy-body-size)', command: null },
    { urgency: 'for good', text: 'Stream instead of holding a body as a whole; size the limit by the largest body, and test with it', command: null },
  ],
};
