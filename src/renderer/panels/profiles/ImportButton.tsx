import { Upload } from 'lucide-react';

import { wireError } from '../../../contract/errors.ts';
import { useApp } from '../../app-context.ts';
import { FileButton } from '../../fields/FileButton.tsx';
import { textFile } from '../../form/text-file.ts';
import { ICON } from '../../marks/icon.ts';

interface ImportButtonProps {
  onImported: (name: string) => void;
  onProblem: (sentence: string) => void;
}

/** Brings in a profile file. */
export function ImportButton({ onImported, onProblem }: ImportButtonProps) {
  const { host, texts } = useApp();
  const bringIn = async (file?: File) => {
    const payload = await textFile(file);
    if (!payload) {
      onProblem(texts.errorSentence(wireError('profile-invalid', texts.fileTooLarge)));
      return;
    }
    const reply = await host.invoke('prov:import-profile', payload);
    if (!reply.ok) onProblem(texts.errorSentence(reply.error));
    else if (reply.value.status === 'imported') onImported(reply.value.profile.name);
  };
  return (
    <FileButton accept=".json" onChoose={([file]) => void bringIn(file)}>
      <Upload {...ICON} />
      {texts.profiles.import}
    </FileButton>
  );
}
