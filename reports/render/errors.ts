import { HeraldError } from '#pipeline';

/** There is no Chrome or Chromium to make the PDF with. */
export class BrowserNotFoundError extends HeraldError {
  readonly code = 'BROWSER_NOT_FOUND';
  constructor(executablePath?: string) {
    super(
      executablePath === undefined
        ? 'the pdf format needs Chrome or Chromium and none was found; install one, set PUPPETEER_EXECUTABLE_PATH to it, or choose pdf-lite'
        : `PUPPETEER_EXECUTABLE_PATH must name an executable file, got ${executablePath}; correct or unset it, or choose pdf-lite`,
    );
  }
}

/** The browser is there but did not start, died, or took too long. */
export class BrowserFailedError extends HeraldError {
  readonly code = 'BROWSER_FAILED';
  constructor(executablePath: string, doing: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    super(
      `${executablePath} failed while ${doing}: ${said}; run it with --version to see whether it starts, free memory, or choose pdf-lite`,
      { cause },
    );
  }
}

/** The folder for the reports cannot be made or written to. */
export class ReportFolderError extends HeraldError {
  readonly code = 'REPORT_FOLDER';
  constructor(folder: string, cause: unknown) {
    const said = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    super(
      `reports must be written to a folder that Herald may write, got ${folder} (${said}); choose another folder or give it the right`,
      {
        cause,
      },
    );
  }
}
