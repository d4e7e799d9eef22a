/**
 * Whether a path in a folder or an archive names something that systems and programs put beside a person's files: what
 * begins with a dot, macOS' forks, Windows' lists of pictures, Office's mark of an open file.
 */
export const isSystemFile = (path: string): boolean =>
  /(?:^|\/)(?:\.(?!\.?\/)[^/]*|__MACOSX)(?:\/|$)|(?:^|\/)(?:Thumbs\.db|desktop\.ini|~\$[^/]*)$/i.test(path);
