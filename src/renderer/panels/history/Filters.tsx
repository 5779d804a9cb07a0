import { Search } from 'lucide-react';
import type { KeyboardEvent } from 'react';

import { useTexts } from '../../app-context.ts';
import { SelectField } from '../../fields/SelectField.tsx';
import { DAYS, RESULTS, type RecordFilters, type RecordRow } from '../../history/search-records.ts';
import { ICON } from '../../marks/icon.ts';
import { Mark, MARK_COLOUR } from '../../marks/Mark.tsx';
import { SEARCH_ID } from './search-id.ts';

interface FiltersProps {
  filters: RecordFilters;
  onChange: (change: Partial<RecordFilters>) => void;
  rows: readonly RecordRow[];
}

/** What of the records is shown. */
export function Filters({ filters, onChange, rows }: FiltersProps) {
  const { history } = useTexts();
  const profiles = [...new Set(rows.map(({ record }) => record.profile))].toSorted();
  return (
    <div className="filters" role="search" aria-label={history.filters}>
      <label className="f search">
        {history.search}
        <span className="in">
          <input
            id={SEARCH_ID}
            type="search"
            placeholder={history.searchPlaceholder}
            aria-keyshortcuts="Control+F"
            value={filters.query}
            onChange={({ target }) => onChange({ query: target.value })}
            spellCheck={false}
            autoComplete="off"
          />
          <Search {...ICON} />
        </span>
      </label>
      <ResultFilter filters={filters} onChange={onChange} />
      <label className="f">
        {history.day}
        <SelectField
          value={filters.day}
          onChange={({ target }) =>
            onChange({ day: DAYS.find((day) => day === target.value) ?? 'all' })
          }
        >
          {DAYS.map((day) => (
            <option key={day} value={day}>
              {history.days[day]}
            </option>
          ))}
        </SelectField>
      </label>
      <label className="f">
        {history.profile}
        <SelectField
          value={filters.profile}
          onChange={({ target }) => onChange({ profile: target.value })}
        >
          <option value="">{history.allProfiles}</option>
          {profiles.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </SelectField>
      </label>
    </div>
  );
}

const RESULT_MARKS = { passed: 'done', failed: 'failed', cancelled: 'skipped' } as const;

function ResultFilter({ filters, onChange }: Omit<FiltersProps, 'rows'>) {
  const { history } = useTexts();
  return (
    <div className="f">
      <span id="filter-result">{history.result}</span>
      <div className="seg" role="group" aria-labelledby="filter-result" onKeyDown={moveFocus}>
        {RESULTS.map((result) => (
          <button
            key={result}
            type="button"
            aria-pressed={filters.result === result}
            onClick={() => onChange({ result })}
          >
            {result !== 'all' && (
              <span className={MARK_COLOUR[RESULT_MARKS[result]]}>
                <Mark kind={RESULT_MARKS[result]} size={14} />
              </span>
            )}
            {history.results[result]}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Arrow keys go from segment to segment. */
function moveFocus({ key, currentTarget, target }: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (step === undefined) return;
  const segments = [...currentTarget.querySelectorAll('button')];
  const index = segments.findIndex((segment) => segment === target);
  segments[index + step]?.focus();
}
