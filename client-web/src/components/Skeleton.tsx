import "./skeleton.css";

export interface SkeletonProps {
  /** Any CSS length. */
  width?: string;
  height?: string;
}

/** The shape of what is coming. Silent for screen readers: whoever shows it says in words that it is loading. */
export function Skeleton({ width = "100%", height = "1em" }: SkeletonProps) {
  return <span className="skeleton" aria-hidden="true" style={{ width, height }} />;
}
