/**
 * fuzzy-landau: a particle-method simulation engine for the fuzzy Landau equation.
 *
 *   import { loadScenario, simulate } from 'fuzzy-landau';
 *
 *   for await (const { time, diagnostics } of simulate(loadScenario('scenarios/damping-1x2v.yaml'))) {
 *     console.log(time, diagnostics.entropy);
 *   }
 *
 * The command line uses nothing that is not exported here, but for helpers of its messages (test/api).
 */
export type * from './contracts.ts';
export { schemes } from './dynamics/catalogue.ts';
export { kappas, mollifiers } from './physics/catalogue.ts';
export { loadScenario, resolveScenario, scenarioJsonSchema, scenarioToYaml } from './scenario/scenario.ts';
export { copyScenario, shippedScenarios, type ShippedScenario } from './scenario/shipped.ts';
export { registerKappa, type OwnKappa } from './scenario/own-kappas.ts';
export { scenarioReference } from './scenario/reference.ts';
export { ScenarioError } from './scenario/error.ts';
export { advice } from './run/advice.ts';
export { checkScenario, type ScenarioCheck } from './run/check.ts';
export { scenarioKernels } from './run/kernel-text.ts';
export { simulate, type Moment, type SimulateOptions } from './run/simulate.ts';
export {
  resumeRun, runScenario, type ResumeOptions, type RunOptions, type RunProgress, type SessionOptions, type StepState, type StoppingRule,
} from './run/run.ts';
export type { DensityFunction, GivenParticles, ParticleArrays } from './run/given-particles.ts';
export type { OwnDiagnostic, OwnDiagnostics } from './run/own-diagnostics.ts';
export type { RunSummary } from './run/summary.ts';
export { runGrid, type GridRunOptions, type GridSummary } from './run/grid-run.ts';
export { RunStopped } from './run/run-stopped.ts';
export { Refusal } from './refusal.ts';
export { readBatches, readTable, requireColumns } from './io/arrow-reader.ts';
export { createTable, type NewColumn } from './io/arrow-writer.ts';
export { mergeRun, type Merged } from './run/merge.ts';
export { recoverFolder, recoverTable } from './io/recover.ts';
export { exportRun } from './io/export.ts';
export type { ExportFormat } from './io/export-formats.ts';
export { remarksOn } from './io/remarks.ts';
export { isStudyReportStale } from './io/report-mark.ts';
export { runStatus } from './io/run-status.ts';
export { readManifest, type Manifest, type Session } from './io/manifest.ts';
export { inspectPath } from './io/inspect.ts';
export { inspectData, type InspectedCheckpoint, type InspectedRun, type InspectedTable } from './io/inspect-data.ts';
export { FileError } from './io/file-error.ts';
export { compareRuns, compareWithReference } from './judge/compare.ts';
export type { Comparison } from './judge/comparison.ts';
export { continueRun } from './run/continue-run.ts';
export { citations } from './judge/cited.ts';
export { evaluateDensity, type PhasePoints } from './judge/density-at.ts';
export { openGrid, openParticles, openRun, type GridRun, type ParticleRun, type StoredRun } from './judge/stored-run.ts';
export { judge, statements, verify, type Judgement } from './judge/verify.ts';
export type { Measurement, Statement, Verdict } from './judge/statement.ts';
export { referenceNames, type ReferenceName } from './judge/references.ts';
export { checkConvergence, type ConvergedOptions, type ConvergedResult } from './study/converged.ts';
export { collectStudy, otherRuns, readVariation, runStudy, type StudyOptions, type StudyRun, type Variation } from './study/study.ts';
export { writeReport, type ReportOptions } from './report/report.ts';
export { watchRun, type Watch, type WatchOptions } from './report/watch.ts';
export { bkw } from './reference/bkw.ts';
export { evolveMoments } from './reference/moments.ts';
export { modesReference } from './reference/modes.ts';
export { linearResponse } from './reference/linear.ts';
export { initialSlope } from './reference/initial-slope.ts';
export { gridSolve } from './reference/grid.ts';
