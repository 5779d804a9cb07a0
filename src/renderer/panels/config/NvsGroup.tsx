import type { ChangeEvent } from 'react';

import {
  useApp,
  useBench,
  useFeasibleValues,
  useForm,
  useLocked,
  useProfile,
  useRegion,
  useTexts,
} from '../../app-context.ts';
import { fieldId } from '../../fields/field-id.ts';
import { Message } from '../../fields/Message.tsx';
import { SelectField } from '../../fields/SelectField.tsx';
import { TextField } from '../../fields/TextField.tsx';
import { hex } from '../../form/hex.ts';
import { nvsLabel } from '../../form/nvs-label.ts';
import { nvsPartitions } from '../../form/region-of.ts';
import { writesNvs } from '../../form/wifi-only-by.ts';
import { StateWord } from '../../marks/StateWord.tsx';
import { NvsKeyRow } from './NvsKeyRow.tsx';
import { OverrideCheck } from './OverrideCheck.tsx';

const MESSAGE = 'nvs-message';

/** Where the settings lie in the flash: by label once the board was read, or by offset and size. */
export function NvsGroup() {
  const { config } = useTexts();
  const { nvs } = useProfile();
  const region = useRegion();
  const byLabel = useLabel() !== undefined;
  const written = useWritten();
  const shown = byLabel ? region : nvs;
  return (
    <section className="group has-message" aria-labelledby="group-nvs">
      <div className="group-head">
        <h2 id="group-nvs">{config.nvs}</h2>
      </div>
      <PartitionRow />
      <div className="row">
        <label htmlFor={fieldId('nvsOffset')}>{config.offset}</label>
        <div className="ctl">
          <TextField
            field="nvsOffset"
            describedBy={MESSAGE}
            className="mono hex"
            placeholder={shown && hex(shown.offset)}
            disabled={!written || byLabel}
          />
          <label htmlFor={fieldId('nvsSize')}>{config.size}</label>
          <TextField
            field="nvsSize"
            describedBy={MESSAGE}
            className="mono hex"
            placeholder={shown && hex(shown.size)}
            disabled={!written || byLabel}
          />
        </div>
        <Message id={MESSAGE} fields={['nvsOffset', 'nvsSize']} both={config.regionInvalid}>
          {written && <RegionFact />}
        </Message>
      </div>
      <NvsKeyRow />
      <OverrideCheck disabled={!written} />
    </section>
  );
}

function PartitionRow() {
  const { form } = useApp();
  const { config } = useTexts();
  const { nvs } = useProfile();
  const locked = useLocked();
  const written = useWritten();
  const label = useLabel();
  const region = useRegion();
  const partitions = usePartitions() ?? [];
  const isListed = partitions.some((partition) => partition.label === label);
  const choose = ({ target }: ChangeEvent<HTMLSelectElement>) => {
    if (target.value !== '') {
      form.change({ partition: target.value, nvsOffset: '', nvsSize: '' });
      return;
    }
    const { offset, size } = region ?? nvs;
    form.change({ partition: '', nvsOffset: hex(offset), nvsSize: hex(size) });
  };
  return (
    <div className="row">
      <label htmlFor={fieldId('partition')}>{config.partition}</label>
      <div className="ctl">
        <SelectField
          id={fieldId('partition')}
          value={label ?? ''}
          disabled={locked || !written}
          onChange={choose}
        >
          <option value="">{config.byOffset}</option>
          {label !== undefined && !isListed && (
            <option value={label}>{config.byLabel(label)}</option>
          )}
          {partitions.map(({ label: name, offset, size }) => (
            <option key={offset} value={name}>
              {config.partitionOf(name, offset, size)}
            </option>
          ))}
        </SelectField>
      </div>
    </div>
  );
}

/** Whether the run writes there at all. */
function useWritten(): boolean {
  const profile = useProfile();
  return useForm(({ values }) => writesNvs(values, profile));
}

/** The label by which the run looks for its partition, if it does. */
function useLabel(): string | undefined {
  const profile = useProfile();
  return useForm(({ values }) => nvsLabel(values, profile));
}

/** The NVS partitions of the board, once it was read. */
function usePartitions() {
  return useBench(({ detection }) => nvsPartitions(detection));
}

function RegionFact() {
  const { config } = useTexts();
  const label = useLabel();
  const region = useRegion();
  const partitions = usePartitions();
  const { firmware } = useFeasibleValues();
  if (firmware) return config.regionInFirmware; // which may bring another table along
  if (!partitions) return <Unchecked />;
  if (label !== undefined && !region) {
    return <StateWord kind="warning">{config.labelNotOnBoard(label)}</StateWord>;
  }
  if (!region) return null;
  if (partitions.some(({ offset, size }) => offset === region.offset && size === region.size)) {
    return <StateWord kind="done">{config.regionOnBoard(region.size)}</StateWord>;
  }
  return (
    <StateWord kind="warning">
      {partitions.length === 0 ? config.regionNoneOnBoard : config.regionNotOnBoard}
    </StateWord>
  );
}

function Unchecked() {
  const { config } = useTexts();
  const label = useLabel();
  const region = useRegion();
  if (label !== undefined) return config.labelUnchecked;
  return region && config.regionUnchecked(region.size);
}
