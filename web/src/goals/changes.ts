import type { Goal, GoalChanges } from '@lva/contracts/goals'

type Wish = Pick<Goal, 'title' | 'target' | 'deadline'> & { topic_id?: string }

/** What differs from how a goal is. What is sent counts as changed: the same last day again would set one going that is over. */
export function changesOf(goal: Goal, wish: Wish): GoalChanges {
  return {
    ...(wish.title === goal.title ? {} : { title: wish.title }),
    ...(wish.target === goal.target ? {} : { target: wish.target }),
    ...(wish.deadline === goal.deadline ? {} : { deadline: wish.deadline }),
    ...(wish.topic_id && wish.topic_id !== goal.topic?.id ? { topic_id: wish.topic_id } : {}),
  }
}
