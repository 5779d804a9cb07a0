import { useTexts } from '../../app-context.ts';
import { Drawing } from '../../marks/Drawing.tsx';
import type { Remedy } from '../../texts/acts.ts';

/** One to three things to do, the most likely first. */
export function Acts({ remedy }: { remedy: Remedy }) {
  const { drawings } = useTexts();
  return (
    <section aria-labelledby="acts-title">
      <h2 id="acts-title">{remedy.heading}</h2>
      {remedy.note !== undefined && <p className="muted">{remedy.note}</p>}
      <ol className="acts">
        {remedy.acts.map(({ title, text, drawing }, index) => (
          <li className="card" key={title}>
            <span className="num" aria-hidden="true">
              {index + 1}
            </span>
            <div>
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
            <Drawing name={drawing} label={drawings[drawing]} />
          </li>
        ))}
      </ol>
    </section>
  );
}
