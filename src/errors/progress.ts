/** Progress of a long job. `done / total` never goes back; `note` names what is being worked on (a file, a page). */
export interface Progress {
  done: number;
  total: number;
  note?: string;
}

export type OnProgress = (progress: Progress) => void;
