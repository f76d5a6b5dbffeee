/** What a run can be exported to: names of the command line, and of the files. */
export const exportFormats = ['parquet', 'csv', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];
