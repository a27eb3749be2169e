import { HeraldError } from '../errors.ts';

/** An option of `generate` that no telemetry can be made from. */
export class GenerateOptionError extends HeraldError {
  readonly code = 'GENERATE_OPTION';
  constructor(option: string, must: string, got: unknown) {
    super(
      `${option} must be ${must}, got ${typeof got === 'string' ? JSON.stringify(got) : String(got)}; correct --${toFlag(option)}`,
    );
  }
}

/** The output folder cannot be made or written to. */
export class OutputFolderError extends HeraldError {
  readonly code = 'OUTPUT_FOLDER';
  constructor(folder: string, cause: Error) {
    super(`cannot write to the folder ${folder} (${cause.message}); choose another --out, or free the space or permission`, {
      cause,
    });
  }
}

function toFlag(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
