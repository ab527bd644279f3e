/**
 * What nobody caught. Without this Node would end with exit code 1, which means a verdict against the workload; a defect is 70. A reader of our output
 * that goes away (`| head`) is no defect, and must not end a run with its workload half measured.
 */
export function installLastResort(host: NodeJS.Process): void {
  for (const stream of [host.stdout, host.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  host.on('uncaughtException', (error) => {
    host.stderr.write(`highwater: a defect of highwater, not of your plan: ${error.stack ?? String(error)}\n`);
    host.exit(70);
  });
}
