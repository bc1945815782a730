import { useLayoutEffect, useRef, type RefObject } from 'react';

/** Keeps a box scrolled to its end while `follow` holds, each time `length` grows. */
export function useFollow(follow: boolean, length: number): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (follow && length > 0 && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, length]);
  return box;
}
