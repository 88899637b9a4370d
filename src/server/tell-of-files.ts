import type { ChangingFile } from '../config/live-file.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Logs what becomes of files that change, each change once. */
export function tellOfFiles(files: readonly ChangingFile[], logger: Logger): void {
  for (const file of files) {
    file.onNews = (settings, problem) => {
      if (problem === undefined) logger.info('A file has changed and is used', { settings });
      else {
        logger.error('A file has changed and cannot be used: what it held before is', {
          settings,
          problem,
        });
      }
    };
  }
}
