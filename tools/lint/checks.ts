import type { Rule, Tag } from '@cucumber/messages';
import type { Catalogue } from '../../src/specification/clauses/catalogue';
import { revisionBefore } from '../../src/specification/clauses/revision';
import { suggestion } from '../../src/specification/nearest';
import { SCENARIO_LAYERS, slug } from '../../src/specification/plan';
import { type Check, collect, type Report } from './check';
import { demandLines, looksLikeSourceLine, ruleName, sourceLine, unknownNames } from './clause-heading';
import { clauseOfRule, clausesIn, type FeatureFile } from './feature-file';
import { beginsGherkin } from './gherkin-line';
import { deadLinks, missingFiles, unknownClauses } from './links';
import { unnamedRegisters } from './register-coverage';
import { VOCABULARY_CHECKS } from './vocabulary-checks';

/** Every demand on the features, in the order in which they are reported. */
export const CHECKS: readonly Check[] = [
  perFile('every feature file is Gherkin with at least one Rule', ({ errors, feature, rules }, report) => {
    for (const { line, message } of errors) report(line, message);
    if (errors.length === 0 && rules.length === 0) {
      report(feature?.location.line ?? 1, 'the file holds no Rule: is a keyword misspelt, or the file empty?');
    }
  }),
  perFile("every feature stands in a layer's folder", ({ path }, report) => {
    const folder = path.split('/').slice(1, -1).join('/');
    if (!SCENARIO_LAYERS.some((layer) => layer === folder)) {
      report(1, `stands in "${folder}", but features belong in ${SCENARIO_LAYERS.map((layer) => `features/${layer}`).join(', ')}`);
    }
  }),
  perFile('every scenario stands in a Rule', ({ scenarios }, report) => {
    for (const { rule, scenario } of scenarios) {
      if (rule === undefined)
        report(scenario.location.line, `scenario "${scenario.name}" stands outside every Rule: move it below the clause it shows`);
    }
  }),
  perFile('every Rule is tagged with exactly one clause', ({ feature, rules }, report) => {
    for (const tag of feature?.tags ?? []) {
      if (clausesIn([tag]).length > 0) report(tag.location.line, `${tag.name} on a feature would count for every Rule in it: tag the Rule`);
    }
    for (const rule of rules) {
      const clauses = clausesIn(rule.tags);
      if (clauses.length === 0) report(rule.location.line, `Rule "${rule.name}" has no clause tag: put a line such as @ALLOC-01 above it`);
      if (clauses.length > 1)
        report(rule.location.line, `Rule "${rule.name}" has ${clauses.length} clause tags (${clauses.join(', ')}): one Rule is one clause`);
    }
  }),
  {
    name: 'every clause tag names a clause of the catalogue',
    find: ({ catalogue, files }) => {
      const known = catalogue.clauses.map((clause) => clause.id);
      return collect(files, (file, report) => {
        for (const tag of tagsOf(file)) {
          const unknown = unknownClause(tag, catalogue);
          if (unknown !== undefined) report(tag.location.line, `the catalogue has no clause ${unknown}.${suggestion(unknown, known)}`);
        }
      });
    },
  },
  {
    name: 'every clause has at most one Rule',
    find: ({ files }) => {
      const taken = new Map<string, string>();
      return collect(files, ({ path, rules }, report) => {
        for (const rule of rules) {
          const clause = clauseOfRule(rule);
          if (clause === undefined) continue;
          const first = taken.get(clause);
          if (first !== undefined) report(rule.location.line, `${clause} has a Rule already, at ${first}: put the scenarios there`);
          else taken.set(clause, `${path}:${rule.location.line}`);
        }
      });
    },
  },
  {
    name: "every Rule has its clause's title",
    find: ({ catalogue, files }) =>
      collect(files, ({ rules }, report) => {
        for (const rule of rules) {
          const clause = catalogue.clause(clauseOfRule(rule) ?? '');
          if (clause !== undefined && rule.name !== ruleName(clause)) {
            report(rule.location.line, `Rule "${rule.name}" should be "${ruleName(clause)}"; --fix writes it`);
          }
        }
      }),
  },
  {
    name: "every Rule shows its clause's text",
    find: ({ catalogue, clauseAt, files }) => {
      const unfit = catalogue.clauses.filter((clause) => beginsGherkin(clause.text));
      const findings = unfit.map(({ id, text }) => ({
        ...clauseAt(id),
        message: `the text of ${id} begins as Gherkin does ("${text}"), so no Rule can show it: put it in other words`,
      }));
      const shown = collect(files, ({ rules }, report) => {
        for (const rule of rules) {
          const clause = catalogue.clause(clauseOfRule(rule) ?? '');
          if (clause === undefined || unfit.includes(clause)) continue;
          const margin = ' '.repeat((rule.location.column ?? 1) + 1);
          if (descriptionOf(rule).demand !== demandLines(clause, margin).join('\n'))
            report(rule.location.line, `the description of ${clause.id} should begin with what the catalogue demands; --fix writes it`);
        }
      });
      return [...findings, ...shown];
    },
  },
  {
    name: "every Rule tells its clause's level, sources and revisions",
    find: ({ catalogue, files }) =>
      collect(files, ({ rules }, report) => {
        for (const rule of rules) {
          const clause = catalogue.clause(clauseOfRule(rule) ?? '');
          if (clause !== undefined && descriptionOf(rule).source !== sourceLine(clause))
            report(rule.location.line, `the description of ${clause.id} should have the line "${sourceLine(clause)}"; --fix writes it`);
        }
      }),
  },
  {
    name: 'every source and revision named is in the catalogue',
    find: ({ catalogue, files }) =>
      collect(files, ({ rules }, report) => {
        for (const rule of rules) {
          const { line } = rule.location;
          const unknown = unknownNames(descriptionOf(rule).source ?? '', catalogue);
          for (const key of unknown.sources)
            report(line, `the catalogue has no source "${key}".${suggestion(key, catalogue.sources.keys())}`);
          const revisions = catalogue.revisions.map((revision) => revision.id);
          for (const id of unknown.revisions) report(line, `the catalogue has no revision "${id}".${suggestion(id, revisions)}`);
        }
      }),
  },
  {
    name: 'no untestable clause has a scenario',
    find: ({ catalogue, files }) =>
      collect(files, ({ rules, scenarios }, report) => {
        const told = [...rules, ...scenarios.map(({ scenario }) => scenario)];
        for (const { location, tags } of told) {
          for (const id of clausesIn(tags)) {
            const untestable = catalogue.clause(id)?.untestable;
            if (untestable !== undefined) {
              report(location.line, `${id} is untestable ("${untestable}"): drop the reason from the catalogue, or the tag here`);
            }
          }
        }
      }),
  },
  {
    name: 'every clause that a run can observe has a scenario',
    find: ({ catalogue, clauseAt, files }) => {
      const pickles = files.flatMap((file) => file.scenarios.flatMap((written) => written.pickles));
      const shown = new Set(pickles.flatMap((pickle) => clausesIn(pickle.tags)));
      const missing = catalogue.clauses.filter(({ id, untestable }) => untestable === undefined && !shown.has(id));
      return missing.map(({ id, title }) => ({
        ...clauseAt(id),
        message: `no scenario shows ${id} (${title}): write one, or say in "untestable" why no run can observe it`,
      }));
    },
  },
  {
    name: 'every clause that came later says what was before',
    find: ({ catalogue, clauseAt }) => {
      const before = (id: string) => revisionBefore(id, catalogue.revisions)?.id;
      const silent = catalogue.clauses.filter(({ since, was }) => before(since) !== undefined && was?.at(-1)?.until !== before(since));
      return silent.map(({ id, since }) => ({
        ...clauseAt(id),
        message: `${id} holds since ${since}: say in "was" what held until ${before(since)}`,
      }));
    },
  },
  {
    name: 'every register-level clause names all of its registers',
    find: unnamedRegisters,
  },
  {
    name: 'every link of a document beside the features leads somewhere',
    find: deadLinks,
  },
  {
    name: 'every file that a description names exists',
    find: missingFiles,
  },
  {
    name: 'every clause that prose names is in the catalogue',
    find: unknownClauses,
  },
  perFile('every Rule has a scenario, and every scenario runs', ({ rules, scenarios }, report) => {
    for (const rule of rules) {
      if (!rule.children.some((child) => child.scenario !== undefined))
        report(rule.location.line, `Rule "${rule.name}" has no scenario, so it shows nothing`);
    }
    for (const { pickles, scenario } of scenarios) {
      if (pickles.length === 0) report(scenario.location.line, `scenario outline "${scenario.name}" has no rows, so it never runs`);
    }
  }),
  {
    name: 'every scenario has an ID of its own',
    find: ({ files }) => {
      const taken = new Map<string, string>();
      return collect(files, ({ path, scenarios }, report) => {
        for (const { pickles, rule } of scenarios) {
          const clause = rule === undefined ? undefined : clauseOfRule(rule);
          if (clause === undefined) continue;
          for (const pickle of pickles) {
            const id = `${clause}/${slug(pickle.name)}`;
            const line = pickle.location?.line ?? 1;
            const first = taken.get(id);
            if (id.endsWith('/')) report(line, `a scenario of ${clause} has no name, so it has no ID`);
            else if (first !== undefined) {
              report(line, `scenario ID ${id} is taken by ${first}: make the names differ, in an outline by a <placeholder> in its name`);
            } else taken.set(id, `${path}:${line}`);
          }
        }
      });
    },
  },
  perFile('every scenario has a When', ({ scenarios }, report) => {
    for (const { pickles, scenario } of scenarios) {
      if (lacks(pickles, 'Action')) report(scenario.location.line, `scenario "${scenario.name}" has no When: nothing happens in it`);
    }
  }),
  perFile('every scenario has a Then', ({ scenarios }, report) => {
    for (const { pickles, scenario } of scenarios) {
      if (lacks(pickles, 'Outcome')) report(scenario.location.line, `scenario "${scenario.name}" has no Then: it cannot fail`);
    }
  }),
  ...VOCABULARY_CHECKS,
];

function perFile(name: string, look: (file: FeatureFile, report: Report) => void): Check {
  return { name, find: ({ files }) => collect(files, look) };
}

function tagsOf({ feature, rules, scenarios }: FeatureFile): readonly Tag[] {
  const examples = scenarios.flatMap(({ scenario }) => scenario.examples.flatMap(({ tags }) => tags));
  return [
    ...(feature?.tags ?? []),
    ...rules.flatMap(({ tags }) => tags),
    ...scenarios.flatMap(({ scenario }) => scenario.tags),
    ...examples,
  ];
}

function unknownClause(tag: Tag, catalogue: Catalogue): string | undefined {
  return clausesIn([tag]).find((id) => catalogue.clause(id) === undefined);
}

/** The line of a Rule's description that tells its sources, if there is one, and what stands before it. */
function descriptionOf({ description }: Rule): { readonly demand: string; readonly source: string | undefined } {
  const lines = description.split('\n').map((line) => line.trim());
  const at = lines.findIndex(looksLikeSourceLine);
  return { demand: lines.slice(0, Math.max(at, 0)).join('\n').trim(), source: lines[at] };
}

function lacks(pickles: readonly { readonly steps: readonly { readonly type?: string }[] }[], type: string): boolean {
  return pickles.some((pickle) => !pickle.steps.some((step) => step.type === type));
}
