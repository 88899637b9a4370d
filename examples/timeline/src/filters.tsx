import { operationNames, sourceNames } from './filter.ts';
import { refusalOf } from './failure.tsx';
import type { CombinedError } from '@urql/core';

interface FiltersProps {
  readonly params: URLSearchParams;
  /** What the gateway said of these filters. */
  readonly error: CombinedError | undefined;
  readonly onChange: (params: URLSearchParams) => void;
}

/** The form keeps what is typed and ticked; every change hands over all of it. */
export function Filters({ params, error, onChange }: FiltersProps) {
  function handOver(form: HTMLFormElement): void {
    const fields = [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() ? [[name, value.trim()]] : [],
    );
    onChange(new URLSearchParams(fields));
  }

  const actorRefusal = refusalOf(error, 'filter.actor');
  const timeRefusal = refusalOf(error, 'filter.occurredAt');
  return (
    <search>
      <form
        onChange={(event) => handOver(event.currentTarget)}
        onSubmit={(event) => event.preventDefault()}
      >
        <div class="fields">
          <div>
            <label>
              Who
              <input
                name="actor"
                type="text"
                placeholder="E-mail or username"
                defaultValue={params.get('actor') ?? ''}
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                aria-invalid={actorRefusal ? true : undefined}
                aria-describedby="actor-refusal"
              />
            </label>
            <small id="actor-refusal" role="alert">
              {actorRefusal}
            </small>
          </div>
          <label>
            From
            <input name="from" type="date" defaultValue={params.get('from') ?? ''} />
          </label>
          <div>
            <label>
              To
              <input
                name="to"
                type="date"
                defaultValue={params.get('to') ?? ''}
                aria-invalid={timeRefusal ? true : undefined}
                aria-describedby="time-refusal"
              />
            </label>
            <small id="time-refusal" role="alert">
              {timeRefusal && 'This day is before the first one.'}
            </small>
          </div>
        </div>
        <Chips name="type" label="What" values={operationNames} chosen={params.getAll('type')} />
        <Chips name="source" label="Where" values={sourceNames} chosen={params.getAll('source')} />
      </form>
    </search>
  );
}

interface ChipsProps {
  readonly name: string;
  readonly label: string;
  readonly values: Readonly<Record<string, string>>;
  readonly chosen: readonly string[];
}

/** None ticked: all of them. */
function Chips({ name, label, values, chosen }: ChipsProps) {
  return (
    <fieldset class="chips">
      <legend>{label}</legend>
      {Object.entries(values).map(([value, text]) => (
        <label key={value} data-type={value}>
          <input
            type="checkbox"
            name={name}
            value={value}
            defaultChecked={chosen.includes(value)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
