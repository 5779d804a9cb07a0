import { ChevronDown } from 'lucide-react';
import { useId, useState, type KeyboardEvent } from 'react';

import type { ListedPort } from '../../contract/channels.ts';
import { useApp, useBench, useForm, useTexts } from '../app-context.ts';
import { ICON } from '../marks/icon.ts';
import { useField } from './use-field.ts';

const NO_PORTS: readonly ListedPort[] = [];
const NONE = -1;

/**
 * The port: chosen from those that are there, or typed, as a remote one has to be. It is the editable combobox of the
 * ARIA Authoring Practices (w3.org/WAI/ARIA/apg/patterns/combobox).
 */
export function PortField({ describedBy }: { describedBy: string }) {
  const { form } = useApp();
  const { config } = useTexts();
  const value = useForm(({ values }) => values.port);
  const control = useField('port', describedBy);
  const list = usePortList((port) => form.change({ port }));
  return (
    <span className="in has-icon">
      <input
        {...control}
        type="text"
        role="combobox"
        aria-expanded={list.open}
        aria-controls={list.id}
        aria-autocomplete="none"
        aria-activedescendant={list.active === NONE ? undefined : `${list.id}-${list.active}`}
        value={value}
        placeholder={config.portPlaceholder}
        title={value}
        onChange={({ target }) => form.typePort(target.value)}
        onClick={list.show}
        onBlur={() => {
          list.hide();
          control.onBlur();
        }}
        onKeyDown={(event) => {
          if (!list.onKeyDown(event)) control.onKeyDown(event);
        }}
        spellCheck={false}
        autoComplete="off"
      />
      <button
        type="button"
        className="btn btn-bare btn-icon"
        tabIndex={-1} // the arrow keys do the same in the field
        aria-label={config.showPorts}
        disabled={control.disabled}
        onMouseDown={(event) => event.preventDefault()} // the focus stays in the field
        onClick={() => {
          document.getElementById(control.id)?.focus();
          if (list.open) list.hide();
          else list.show();
        }}
      >
        <ChevronDown {...ICON} />
      </button>
      {list.open && <PortList list={list} />}
    </span>
  );
}

type PortListState = ReturnType<typeof usePortList>;

function PortList({ list: { id, ports, active, choose } }: { list: PortListState }) {
  const { config } = useTexts();
  if (ports.length === 0) {
    return (
      <p className="popup popup-empty" id={id} role="status">
        {config.noPorts}
      </p>
    );
  }
  return (
    <ul className="popup" id={id} role="listbox" aria-label={config.portList}>
      {ports.map(({ path, bridge, manufacturer }, index) => (
        <li
          key={path}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className="option"
          onMouseDown={(event) => event.preventDefault()} // the focus stays in the field
          onClick={() => choose(path)}
        >
          <span className="clip grow">{path}</span>
          <span className="quiet">{bridge ?? manufacturer}</span>
        </li>
      ))}
    </ul>
  );
}

/** The list under the field: whether it is open, and which line the arrow keys have reached. */
function usePortList(onChoose: (path: string) => void) {
  const id = useId();
  const ports = useBench((state) => state.ports) ?? NO_PORTS;
  const [{ open, active }, setState] = useState({ open: false, active: NONE });
  const show = () => setState({ open: true, active: NONE });
  const hide = () => setState({ open: false, active: NONE });
  const choose = (path: string) => {
    onChoose(path);
    hide();
  };
  const move = (step: 1 | -1) => {
    const from = active === NONE && step === -1 ? ports.length : active;
    const next = open && ports.length > 0 ? (from + step + ports.length) % ports.length : NONE;
    setState({ open: true, active: next });
  };

  /** Answers a key that is meant for the list; false leaves it to the field. */
  const onKeyDown = ({ key }: KeyboardEvent): boolean => {
    const reached = ports[active];
    if (key === 'ArrowDown' || key === 'ArrowUp') move(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Enter' && open && reached) choose(reached.path);
    else if (key === 'Escape' && open) hide();
    else return false;
    return true;
  };
  return { id, ports, open, active, show, hide, choose, onKeyDown };
}
