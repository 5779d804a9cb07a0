import { useForm, useProfile, useTexts } from '../../app-context.ts';
import { CheckField } from '../../fields/CheckField.tsx';
import { MoreFields } from '../../fields/MoreFields.tsx';
import { nvsLabel } from '../../form/nvs-label.ts';
import { Mark } from '../../marks/Mark.tsx';

const WARNING = 'override-warning';

/** For developers: a region that is no NVS partition. Folded, and off at each start. */
export function OverrideCheck({ disabled }: { disabled: boolean }) {
  const { config } = useTexts();
  const profile = useProfile();
  const byLabel = useForm(({ values }) => nvsLabel(values, profile) !== undefined);
  const chosen = useForm(({ values }) => values.overridePartitionCheck);
  const on = !byLabel && (chosen || profile.nvs.overridePartitionCheck);
  return (
    <MoreFields
      title={config.overrideFold}
      summary={on ? config.overrideState.on : config.overrideState.off}
      used={on}
    >
      <div className="banner">
        <span className="is-warn">
          <Mark kind="warning" size={20} />
        </span>
        <div>
          <p id={WARNING}>{byLabel ? config.overrideNotNeeded : config.overrideText}</p>
          <CheckField
            field="overridePartitionCheck"
            label={config.override}
            describedBy={WARNING}
            disabled={disabled || byLabel}
          />
        </div>
      </div>
    </MoreFields>
  );
}
