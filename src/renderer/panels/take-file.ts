import type { Output, Reply } from '../../contract/channels.ts';
import type { Texts } from '../texts/en.ts';

/**
 * Takes a file that the program made, and says what became of it: where it was saved, or why not; null if the person
 * thought better of it. In a browser the file comes as a download, from this page's own server only.
 */
export function takeFile(
  reply: Reply<Output<'prov:save-credentials'>>,
  texts: Texts,
): string | null {
  if (!reply.ok) return texts.errorSentence(reply.error);
  const file = reply.value;
  switch (file.status) {
    case 'saved':
      return texts.save.saved(file.name);
    case 'cancelled':
      return null;
    case 'download':
      return download(file.url) ? texts.save.downloaded : texts.errorTitle('internal');
  }
}

function download(address: string): boolean {
  const url = new URL(address, window.location.href);
  if (url.origin !== window.location.origin) return false;
  const link = document.createElement('a');
  link.href = url.href;
  link.download = ''; // the name is the server's
  link.click();
  return true;
}
